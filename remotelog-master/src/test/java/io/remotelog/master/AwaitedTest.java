package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitedTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final long LONG = Duration.ofSeconds(30).toNanos();

    private final SynchronousQueue<Awaited> records = new SynchronousQueue<>();
    private final Thread teller = new Thread(this::tellAll);
    private LogWriter writer;

    @BeforeEach
    void openDay() throws IOException {
        writer = new MemoryLogStore().writer(ZoneOffset.UTC);
        writer.open(DAY);
    }

    @AfterEach
    void endTeller() throws InterruptedException {
        teller.interrupt();
        teller.join();
    }

    @Test
    void theAnswerComesWhetherItsThreadYieldsOrSleeps() throws Exception {
        teller.start();
        for (int i = 0; i < 2_000; i++) {
            Awaited record = new Awaited((short) i, ByteBuffer.allocate(0));
            records.put(record);
            // From no yielding at all to some that often lasts until the answer.
            assertThat(record.await(LONG, 1_000L * (i % 20))).isEqualTo(new Position(DAY, i));
        }
    }

    @Test
    void anAnswerThatIsThereIsNotWaitedFor() throws Exception {
        Awaited record = new Awaited((short) 1, ByteBuffer.allocate(0));
        commit(new Awaited((short) 1, ByteBuffer.allocate(0)), record);
        assertThat(record.await(0, 0)).isEqualTo(new Position(DAY, 1));
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
    void waitingEndsAtItsBoundAlsoWhenItIsShorterThanTheYielding() throws IOException {
        List<Awaited> records = new ArrayList<>();
        long begin = System.nanoTime();
        for (long yieldNanos : new long[] {0, 1_000_000, LONG}) {
            Awaited record = new Awaited((short) 1, ByteBuffer.allocate(0));
            records.add(record);
            assertThatThrownBy(() -> record.await(20_000_000, yieldNanos)).isInstanceOf(TimeoutException.class);
        }
        assertThat(System.nanoTime() - begin).isLessThan(LONG / 2);
        // Whoever gave up may still be told.
        commit(records.toArray(Awaited[]::new));
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

    private void commit(Awaited... all) throws IOException {
        CommitGroup group = new CommitGroup(writer, 0);
        for (Awaited record : all) {
            record.appendTo(group);
        }
        group.commit();
        for (Awaited record : all) {
            record.committed(group);
        }
    }

    private void tellAll() {
        try {
            while (true) {
                commit(records.take());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            // The end.
        }
    }
}
