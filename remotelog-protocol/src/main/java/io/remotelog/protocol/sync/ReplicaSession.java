package io.remotelog.protocol.sync;

import io.remotelog.api.Days;
import io.remotelog.api.LogClock;
import io.remotelog.api.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * The replica's end of a link, without its socket: takes the frames of the master into the {@link Mirror}, and gives the
 * frames to send. One thread.
 *
 * <p>Any {@link IOException} ends the link, with its message as the reason; the next link resumes at the mirror's position.
 */
public final class ReplicaSession {
    static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(5);

    /** After this long without a frame the master is asked for a sign of life, and given up after as long again. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    /** A go-remote-log master never finishes a day older than a week that it does not have. */
    static final Duration DAY_SILENCE = Duration.ofSeconds(60);

    static final String GREETING = "hello test msg from client";

    /** What a link tells its owner. */
    public interface Listener {
        /** The master answered for the first time on this link. */
        void connected();

        /** The master finished a day, and so did the mirror. */
        void dayFinished(LocalDate day);

        /** The master has nothing to say of a day that is over: what it may hold is missing from this position on. */
        void gap(Position from);

        /** A surplus frame was passed over. */
        void ignored(String what);
    }

    private final Mirror mirror;
    private final LogClock clock;
    private final Listener listener;
    // A heartbeat is added only when all before it was sent, so a master that does not read costs a few frames.
    private final Queue<Frame> outgoing = new ArrayDeque<>();
    private boolean connected;
    private boolean probing;
    private long heardAtNanos;
    private long replyHeardAtNanos;
    private long heartbeatAtNanos;
    private long dayHeardAtNanos;

    /** Begins a link: the greeting and the first request are there to be sent. */
    public ReplicaSession(Mirror mirror, LogClock clock, Listener listener) throws IOException {
        this.mirror = mirror;
        this.clock = clock;
        this.listener = listener;
        this.heardAtNanos = clock.nanoTime();
        this.heartbeatAtNanos = heardAtNanos;
        this.replyHeardAtNanos = heardAtNanos;
        mirror.resume();
        outgoing.add(Frame.ofText(MessageType.GREETING, GREETING));
        request();
    }

    private void request() {
        dayHeardAtNanos = clock.nanoTime();
        outgoing.add(Frame.ofText(MessageType.REQUEST, DayRequest.write(mirror.next())));
    }

    /** The next frame to send, which the caller owns. */
    public Optional<Frame> nextFrame() {
        return Optional.ofNullable(outgoing.poll());
    }

    /** Takes a frame from the master; the caller keeps the reference to it. */
    public void receive(Frame frame) throws IOException {
        heard();
        switch (frame.type()) {
            case GREETING_REPLY -> replyHeardAtNanos = heardAtNanos;
            case HEARTBEAT -> {}
            case RECORDS -> {
                mirror.append(frame.content());
                dayHeardAtNanos = heardAtNanos;
            }
            case DAY_FINISHED, DAY_FINISHED_DOCUMENTED -> dayFinished(frame);
            default -> throw new SyncProtocolException(frame + " from a master, want RECORDS or DAY_FINISHED");
        }
        if (!connected) {
            connected = true;
            listener.connected();
        }
    }

    /** Notes a sign of life: bytes of a frame that may take long to be whole. */
    public void heard() {
        heardAtNanos = clock.nanoTime();
        probing = false;
    }

    private void dayFinished(Frame frame) throws IOException {
        LocalDate told;
        try {
            told = Days.parse(frame.text());
        } catch (IllegalArgumentException e) {
            throw new SyncProtocolException("day finished: " + e.getMessage());
        }
        if (!told.equals(mirror.day())) {
            // A master repeats it to a go-remote-log replica; the repetition may cross our next request.
            listener.ignored("day finished for " + told + ", while mirroring " + mirror.day());
            return;
        }
        mirror.finish();
        listener.dayFinished(told);
        request();
    }

    /** Commits what came, at the end of a run of frames. */
    public void commit() throws IOException {
        mirror.commit();
        // The time that the disk took is not the master's silence.
        heard();
    }

    /** Does what time asks for; to be called about once a second. */
    public void tick() throws IOException {
        long now = clock.nanoTime();
        if (now - heartbeatAtNanos >= HEARTBEAT_EVERY.toNanos() && outgoing.isEmpty()) {
            heartbeatAtNanos = now;
            outgoing.add(Frame.empty(MessageType.HEARTBEAT));
        }
        long silent = now - heardAtNanos;
        if (silent >= 2 * SILENCE.toNanos()) {
            throw new SyncProtocolException(
                    "nothing from the master for " + Duration.ofNanos(silent).toSeconds() + " s");
        }
        if (silent >= SILENCE.toNanos() && !probing) {
            probing = true;
            outgoing.add(Frame.ofText(MessageType.GREETING, GREETING));
        }
        // An answer that came lately shows that no frame of the day is still on its way.
        boolean answers = replyHeardAtNanos > dayHeardAtNanos && now - replyHeardAtNanos < 2 * SILENCE.toNanos();
        if (answers && now - dayHeardAtNanos >= DAY_SILENCE.toNanos() && isOverEverywhere(mirror.day())) {
            listener.gap(mirror.next());
            mirror.skip();
            request();
        }
    }

    /**
     * Whether a day has ended in every zone on earth. This side does not know the zone of the master, and leaving its current
     * day early would lose records.
     */
    private boolean isOverEverywhere(LocalDate day) {
        return clock.now().isAfter(day.plusDays(1).atTime(LocalTime.MIDNIGHT).toInstant(ZoneOffset.ofHours(-12)));
    }

    /** Lets go of the frames that were not sent. */
    public void discard() {
        outgoing.forEach(Frame::release);
        outgoing.clear();
    }
}
