package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.remotelog.api.LogClock;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest extends LinkTestBase {
    private static final long BYTES_PER_SECOND = 20_000;

    /** Each look at this clock is a while after the one before, so a wait ends between any two of them. */
    @Test
    void aWaitThatEndsBetweenTwoLooksDoesNotPassForCaughtUp() throws IOException {
        Node master = Node.master();
        master.append(TODAY, 0, 20_000);
        for (long step = 1; step <= 50; step++) {
            AtomicLong nanos = new AtomicLong();
            long nanosPerLook = step * 7_000_000;
            LogClock slow = new LogClock(time, () -> nanos.addAndGet(nanosPerLook), ZoneOffset.UTC);
            long bytes = 0;
            try (MasterEnd end = new MasterEnd(
                    master.store,
                    () -> TODAY,
                    slow,
                    UnpooledByteBufAllocator.DEFAULT,
                    Optional.empty(),
                    Proof.nonce(),
                    link(master, Node.replica()).masterListener())) {
                end.receive(new Message.Greets(hello()));
                for (int i = 0; i < 100; i++) {
                    if (end.nextMessage().orElse(null) instanceof Message.Records records) {
                        bytes += records.body().readableBytes();
                        records.release();
                    }
                }
            }
            assertThat(bytes / (nanos.get() / 1e9))
                    .as("bytes a second, %d ns a look", nanosPerLook)
                    .isBetween(1.0, BYTES_PER_SECOND * 1.1);
        }
    }

    private static Hello hello() {
        return new Hello(
                Optional.empty(),
                new UUID(1, 1),
                Optional.empty(),
                Proof.nonce(),
                false,
                1 << 20,
                OptionalLong.of(BYTES_PER_SECOND),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                0,
                false);
    }
}
