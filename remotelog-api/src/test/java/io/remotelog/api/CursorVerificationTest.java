package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
    private final class BrokenStore extends ForwardingStore {
        private final List<Long> broken;

        BrokenStore(List<Long> broken) {
            super(memory);
            this.broken = broken;
        }

        @Override
        public Optional<DayLog> find(LocalDate day) throws IOException {
            return super.find(day).map(found -> new BrokenDay(found, broken));
        }
    }

    private static final class BrokenDay extends ForwardingDay {
        private final List<Long> broken;

        BrokenDay(DayLog day, List<Long> broken) {
            super(day);
            this.broken = broken;
        }

        @Override
        public RecordCursor cursor(long fromId) throws IOException {
            return new BrokenCursor(super.cursor(fromId), broken);
        }
    }

    private static final class BrokenCursor extends ForwardingCursor {
        private final List<Long> broken;
        private long nextId;

        BrokenCursor(RecordCursor cursor, List<Long> broken) {
            super(cursor);
            this.broken = broken;
        }

        @Override
        public boolean next() throws IOException {
            if (broken.contains(nextId)) {
                throw new CorruptLogException("broken " + nextId);
            }
            nextId++;
            return super.next();
        }

        @Override
        public void seek(long id) throws IOException {
            super.seek(id);
            nextId = id;
        }
    }
}
