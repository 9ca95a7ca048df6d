package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitedTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final long LONG = Duration.ofSeconds(30).toNanos();

    private final SynchronousQueue<Awaited> records = new SynchronousQueue<>();
    private final Thread teller = new Thread(this::tellAll);

    @AfterEach
    void endTeller() throws InterruptedException {
        teller.interrupt();
        teller.join();
    }

    @Test
    void theAnswerComesWhetherItsThreadYieldsOrSleeps() throws Exception {
        teller.start();
        for (int i = 0; i < 20_000; i++) {
            Awaited record = new Awaited((short) i, ByteBuffer.allocate(0));
            records.put(record);
            // From no yielding at all to some that often lasts until the answer.
            assertThat(record.await(LONG, 1_000L * (i % 20))).isEqualTo(new Position(DAY, (short) i & 0xFFFF));
        }
    }

    @Test
    void anAnswerThatIsThereIsNotWaitedFor() throws Exception {
        Awaited record = new Awaited((short) 1, ByteBuffer.allocate(0));
        record.committed(CommittedIds.run(DAY, 10, 3), 2);
        assertThat(record.await(0, 0)).isEqualTo(new Position(DAY, 12));
    }

    @Test
    void aRefusalIsTheCause() {
        Awaited record = new Awaited((short) 1, ByteBuffer.allocate(0));
        IOException reason = new IOException("planted");
        record.refused(reason);
        assertThatThrownBy(() -> record.await(LONG, 0))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(reason);
    }

    @Test
    void waitingEndsAtItsBoundAlsoWhenItIsShorterThanTheYielding() {
        List<Awaited> records = new ArrayList<>();
        long begin = System.nanoTime();
        for (long yieldNanos : new long[] {0, 1_000_000, LONG}) {
            Awaited record = new Awaited((short) 1, ByteBuffer.allocate(0));
            records.add(record);
            assertThatThrownBy(() -> record.await(20_000_000, yieldNanos)).isInstanceOf(TimeoutException.class);
        }
        assertThat(System.nanoTime() - begin).isLessThan(LONG / 2);
        // Whoever gave up may still be told.
        records.forEach(record -> record.committed(CommittedIds.run(DAY, 0, 1), 0));
    }

    @Test
    void anInterruptEndsTheWait() {
        for (long yieldNanos : new long[] {0, LONG}) {
            Awaited record = new Awaited((short) 1, ByteBuffer.allocate(0));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> record.await(LONG, yieldNanos)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    private void tellAll() {
        try {
            while (true) {
                Awaited record = records.take();
                record.committed(CommittedIds.run(DAY, 0, 0x10000), record.type() & 0xFFFF);
            }
        } catch (InterruptedException e) {
            // The end.
        }
    }
}
