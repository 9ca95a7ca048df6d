package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a store that has no verification of its own and whose records are broken. */
class CursorVerificationTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);

    private final MemoryLogStore memory = new MemoryLogStore();

    @BeforeEach
    void tenRecords() throws IOException {
        try (LogWriter writer = memory.writer(ZoneId.of("UTC"))) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 10);
        }
    }

    @Test
    void eachBrokenRecordIsToldAndTheOthersAreRead() throws IOException {
        VerifyLog log = new VerifyLog();
        VerifyReport report = new BrokenStore(List.of(0L, 4L, 5L, 9L)).verify(DAY, log);
        assertThat(log.lines())
                .containsExactly(
                        "2026-02-27 id 0: record, got 'broken 0', want what was appended",
                        "2026-02-27 id 4: record, got 'broken 4', want what was appended",
                        "2026-02-27 id 5: record, got 'broken 5', want what was appended",
                        "2026-02-27 id 9: record, got 'broken 9', want what was appended");
        assertThat(report.faults()).isEqualTo(4);
        assertThat(report.records()).isEqualTo(10);
        assertThat(report.bytes()).isEqualTo(log.bytes()).isPositive();
    }

    @Test
    void repairIsRefusedByNameIfThereAreFaults() {
        assertThatThrownBy(() -> new BrokenStore(List.of(3L)).repair(DAY, Optional.empty(), new VerifyLog()))
                .isInstanceOf(RepairNotSupportedException.class)
                .hasMessageContaining("day 2026-02-27 has 1 faults");
    }

    /** A store whose cursors find some records broken. */
    private final class BrokenStore implements LogStore {
        private final List<Long> broken;

        BrokenStore(List<Long> broken) {
            this.broken = broken;
        }

        @Override
        public List<LocalDate> days() {
            return memory.days();
        }

        @Override
        public Optional<DayLog> find(LocalDate day) {
            return memory.find(day).map(found -> new BrokenDay(found, broken));
        }

        @Override
        public Optional<Lineage> lineage() {
            return memory.lineage();
        }

        @Override
        public Subscription subscribe(Runnable wakeUp) {
            return memory.subscribe(wakeUp);
        }

        @Override
        public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
            return memory.mirrorWriter(zone);
        }

        @Override
        public LogWriter writer(ZoneId zone) throws IOException {
            return memory.writer(zone);
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    private record BrokenDay(DayLog of, List<Long> broken) implements DayLog {
        @Override
        public LocalDate day() {
            return of.day();
        }

        @Override
        public long count() throws IOException {
            return of.count();
        }

        @Override
        public long durable() throws IOException {
            return of.durable();
        }

        @Override
        public boolean isFinished() throws IOException {
            return of.isFinished();
        }

        @Override
        public RecordCursor cursor(long fromId) throws IOException {
            return new BrokenCursor(of.cursor(fromId), broken);
        }
    }

    private static final class BrokenCursor implements RecordCursor {
        private final RecordCursor of;
        private final List<Long> broken;
        private long nextId;

        BrokenCursor(RecordCursor of, List<Long> broken) {
            this.of = of;
            this.broken = broken;
        }

        @Override
        public boolean next() throws IOException {
            if (broken.contains(nextId)) {
                throw new CorruptLogException("broken " + nextId);
            }
            nextId++;
            return of.next();
        }

        @Override
        public void seek(long id) throws IOException {
            of.seek(id);
            nextId = id;
        }

        @Override
        public long id() {
            return of.id();
        }

        @Override
        public long offset() {
            return of.offset();
        }

        @Override
        public int epochSeconds() {
            return of.epochSeconds();
        }

        @Override
        public short type() {
            return of.type();
        }

        @Override
        public ByteBuffer payload() {
            return of.payload();
        }

        @Override
        public void close() throws IOException {
            of.close();
        }
    }
}
