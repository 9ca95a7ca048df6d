package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogReader.Step;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader does between two looks at the store, and what it costs. */
@Timeout(30)
final class LogReaderTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);
    private static final LocalDate NEXT_DAY = LocalDate.of(2026, 2, 28);

    @Test
    void recordAppendedJustBeforeTheNextDayIsSeenIsRead() throws Exception {
        MemoryLogStore memory = new MemoryLogStore();
        try (LogWriter writer = memory.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Meddled store = new Meddled(memory);
            LogReader reader = LogReader.fromDay(store, DAY);
            assertThat(reader.poll()).isEqualTo(Step.NOTHING_YET);

            // Between the look that finds the day drained and the one that finds the next day.
            store.beforeDays = () -> {
                commitOne(writer);
                writer.open(NEXT_DAY);
            };

            assertThat(reader.poll()).isEqualTo(Step.RECORD);
            store.beforeDays = () -> {};
            assertThat(reader.poll()).isEqualTo(Step.END_OF_DAY);
        }
    }

    @Test
    void recordAppendedJustBeforeTheFinishIsSeenIsRead() throws Exception {
        MemoryLogStore memory = new MemoryLogStore();
        try (LogWriter writer = memory.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Meddled store = new Meddled(memory);
            LogReader reader = LogReader.fromDay(store, DAY);
            assertThat(reader.poll()).isEqualTo(Step.NOTHING_YET);

            store.beforeIsFinished = () -> {
                commitOne(writer);
                writer.finish(DAY);
            };

            assertThat(reader.poll()).isEqualTo(Step.RECORD);
            store.beforeIsFinished = () -> {};
            assertThat(reader.poll()).isEqualTo(Step.END_OF_DAY);
        }
    }

    @Test
    void dayThatIsBeingMadeIsWaitedFor() throws Exception {
        MemoryLogStore memory = new MemoryLogStore();
        try (LogWriter writer = memory.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Meddled store = new Meddled(memory);
            store.beforeCursor = () -> {
                throw new FileNotFoundException("index");
            };
            LogReader reader = LogReader.fromDay(store, DAY);
            assertThat(reader.poll()).isEqualTo(Step.NOTHING_YET);

            commitOne(writer);

            assertThatThrownBy(reader::poll).isInstanceOf(FileNotFoundException.class);
            store.beforeCursor = () -> {};
            assertThat(reader.poll()).isEqualTo(Step.RECORD);
        }
    }

    @Test
    void dayThatComesToLifeWhileItIsEnteredIsRead() throws Exception {
        MemoryLogStore memory = new MemoryLogStore();
        try (LogWriter writer = memory.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Meddled store = new Meddled(memory);
            store.beforeCursor = () -> {
                commitOne(writer);
                store.beforeCursor = () -> {};
                throw new FileNotFoundException("index");
            };

            assertThat(LogReader.fromDay(store, DAY).poll()).isEqualTo(Step.RECORD);
        }
    }

    @Test
    void commitBetweenTheLookAndTheWaitEndsTheWait() throws Exception {
        MemoryLogStore memory = new MemoryLogStore();
        try (LogWriter writer = memory.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Meddled store = new Meddled(memory);
            LogReader reader = LogReader.fromDay(store, DAY);
            assertThat(reader.poll()).isEqualTo(Step.NOTHING_YET);
            // The last look at the store before a wait.
            store.beforeDays = () -> {
                if (memory.find(DAY).orElseThrow().count() == 0) {
                    commitOne(writer);
                }
            };

            assertThat(reader.poll(Duration.ofHours(1))).isEqualTo(Step.RECORD);
        }
    }

    @Test
    void nothingIsAllocatedPerRecord() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        MemoryLogStore store = new MemoryLogStore();
        try (LogWriter writer = store.writer(ZoneOffset.UTC);
                LogReader reader = LogReader.fromOldestDay(store)) {
            writer.open(DAY);
            for (int i = 0; i < 50_000; i++) {
                Sample.of(i, 7, "x").appendTo(writer);
            }
            writer.commit();
            read(reader, 25_000);

            long before = threads.getCurrentThreadAllocatedBytes();
            long sum = read(reader, 25_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(sum).isPositive();
            // A byte a record would be 25,000.
            assertThat(allocated).isLessThan(10_000);
        }
    }

    @Test
    void pausesDoubleUpToTheirBound() {
        BackOff backOff = new BackOff(Duration.ofMillis(100), Duration.ofMillis(350));

        assertThat(backOff.after(Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
        assertThat(backOff.after(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(200));
        assertThat(backOff.after(Duration.ofMillis(200))).isEqualTo(Duration.ofMillis(350));
        assertThat(backOff.after(Duration.ofMillis(350))).isEqualTo(Duration.ofMillis(350));
    }

    @Test
    void pausesHaveARangeAndADefault() {
        assertThat(BackOff.DEFAULT).isEqualTo(new BackOff(Duration.ofMillis(100), Duration.ofSeconds(10)));
        assertThatIllegalArgumentException().isThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new BackOff(Duration.ofMillis(2), Duration.ofMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new BackOff(Duration.ofMillis(1), Duration.ofDays(2)));
    }

    private static long read(LogReader reader, int records) throws Exception {
        long sum = 0;
        for (int i = 0; i < records; i++) {
            assertStep(reader.poll());
            sum += reader.id()
                    + reader.epochSeconds()
                    + reader.type()
                    + reader.payload().remaining();
        }
        return sum;
    }

    private static void assertStep(Step step) {
        if (step != Step.RECORD) {
            throw new AssertionError("step " + step + ", want RECORD");
        }
    }

    private static void commitOne(LogWriter writer) throws IOException {
        Sample.numbered(0).appendTo(writer);
        writer.commit();
    }

    /** What happens just before a store answers. */
    private interface Meddling {
        void run() throws IOException;
    }

    /** A store to which things happen while it is being read. */
    private static final class Meddled implements LogStore {
        private final LogStore store;
        private Meddling beforeDays = () -> {};
        private Meddling beforeIsFinished = () -> {};
        private Meddling beforeCursor = () -> {};

        Meddled(LogStore store) {
            this.store = store;
        }

        @Override
        public List<LocalDate> days() throws IOException {
            beforeDays.run();
            return store.days();
        }

        @Override
        public Optional<DayLog> find(LocalDate day) throws IOException {
            return store.find(day).map(MeddledDay::new);
        }

        @Override
        public Optional<Lineage> lineage() throws IOException {
            return store.lineage();
        }

        @Override
        public Subscription subscribe(Runnable wakeUp) {
            return store.subscribe(wakeUp);
        }

        @Override
        public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
            return store.mirrorWriter(zone);
        }

        @Override
        public LogWriter writer(ZoneId zone) throws IOException {
            return store.writer(zone);
        }

        @Override
        public void close() throws IOException {
            store.close();
        }

        private final class MeddledDay implements DayLog {
            private final DayLog day;

            MeddledDay(DayLog day) {
                this.day = day;
            }

            @Override
            public LocalDate day() {
                return day.day();
            }

            @Override
            public long count() throws IOException {
                return day.count();
            }

            @Override
            public long durable() throws IOException {
                return day.durable();
            }

            @Override
            public boolean isFinished() throws IOException {
                beforeIsFinished.run();
                return day.isFinished();
            }

            @Override
            public RecordCursor cursor(long fromId) throws IOException {
                beforeCursor.run();
                return day.cursor(fromId);
            }
        }
    }
}
