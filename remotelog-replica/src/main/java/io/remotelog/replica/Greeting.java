package io.remotelog.replica;

import io.netty.util.ReferenceCounted;
import io.remotelog.api.LogClock;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.MessageType;
import io.remotelog.protocol.sync.SyncProtocolException;
import io.remotelog.protocol.sync.v2.Greetings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The beginning of a link, before it is known which version the master speaks: greets, and waits for the answer. */
final class Greeting implements LinkVersion {
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final LogClock clock;
    private final Consumer<String> answered;
    private final long begunAtNanos;
    private Frame greeting = Frame.ofText(MessageType.GREETING, Greetings.ofReplica());

    /** Tells of the answer, and is done with then. */
    Greeting(LogClock clock, Consumer<String> answered) {
        this.clock = clock;
        this.answered = answered;
        this.begunAtNanos = clock.nanoTime();
    }

    @Override
    public void receive(Object received) throws IOException {
        Frame frame = (Frame) received;
        if (frame.type() != MessageType.GREETING_REPLY) {
            throw new SyncProtocolException(frame + " from a master, want GREETING_REPLY first");
        }
        answered.accept(frame.text());
    }

    @Override
    public Optional<Frame> next() {
        Optional<Frame> next = Optional.ofNullable(greeting);
        greeting = null;
        return next;
    }

    @Override
    public Duration commit() {
        return Duration.ZERO;
    }

    @Override
    public void tick() throws IOException {
        long silent = clock.nanoTime() - begunAtNanos;
        if (silent >= SILENCE.toNanos()) {
            throw new SyncProtocolException(
                    "no answer from the master for " + Duration.ofNanos(silent).toSeconds() + " s");
        }
    }

    @Override
    public void heard() {}

    @Override
    public void discard() {
        Optional.ofNullable(greeting).ifPresent(ReferenceCounted::release);
    }
}
