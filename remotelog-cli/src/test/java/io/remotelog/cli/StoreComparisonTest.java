package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayLog;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of two stores, difference by difference. */
class StoreComparisonTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);
    private static final LocalDate TUESDAY = LocalDate.of(2026, 11, 17);

    private final MemoryLogStore a = new MemoryLogStore();
    private final MemoryLogStore b = new MemoryLogStore();
    private LogWriter writerA;
    private LogWriter writerB;

    @BeforeEach
    void sameRecords() throws IOException {
        writerA = a.writer(ZoneOffset.UTC);
        writerB = b.writer(ZoneOffset.UTC);
        for (LogWriter writer : List.of(writerA, writerB)) {
            writer.open(MONDAY);
            append(writer, 1, 7, "m0");
            append(writer, 2, 7, "m1");
            writer.finish(MONDAY);
            writer.open(TUESDAY);
            append(writer, 3, 8, "t0");
        }
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    @Test
    void sameRecordsAreIdenticalAndHaveOneDigest() throws Exception {
        StoreComparison.Result result = run(a, b);
        assertThat(result.difference()).isEmpty();
        assertThat(result.days()).isEqualTo(2);
        assertThat(result.records()).isEqualTo(3);
        assertThat(result.bytes()).isEqualTo(6);
        assertThat(run(a, a).sha256()).isEqualTo(result.sha256());
        append(writerA, 4, 8, "t1");
        append(writerB, 4, 8, "t1");
        assertThat(run(a, b).difference()).isEmpty();
        assertThat(run(a, b).sha256()).isNotEqualTo(result.sha256());
    }

    @Test
    void aFinishedDayHasAnotherDigestThanAnUnfinishedOne() throws Exception {
        String before = run(a, b).sha256();
        writerA.finish(TUESDAY);
        writerB.finish(TUESDAY);
        assertThat(run(a, b).difference()).isEmpty();
        assertThat(run(a, b).sha256()).isNotEqualTo(before);
    }

    @Test
    void timesDiffer() throws Exception {
        append(writerA, 4, 8, "same");
        append(writerB, 5, 8, "same");
        differ("2026-11-17 id 1: time, A got 4, B got 5");
    }

    @Test
    void typesDiffer() throws Exception {
        append(writerA, 4, -1, "same");
        append(writerB, 4, 1101, "same");
        differ("2026-11-17 id 1: type, A got -1, B got 1101");
    }

    @Test
    void lengthsDiffer() throws Exception {
        append(writerA, 4, 8, "longer");
        append(writerB, 4, 8, "long");
        differ("2026-11-17 id 1: length of the payload, A got 6, B got 4");
    }

    @Test
    void payloadsDifferInAByte() throws Exception {
        append(writerA, 4, 8, "payload");
        append(writerB, 4, 8, "payzoad");
        differ("2026-11-17 id 1: byte 3 of the payload, A got 6C, B got 7A");
    }

    @Test
    void oneHoldsMoreRecords() throws Exception {
        append(writerB, 4, 8, "more");
        append(writerB, 4, 8, "more");
        differ("2026-11-17 id 1: number of records, A got 1, B got 3");
    }

    @Test
    void oneIsFinished() throws Exception {
        writerB.finish(TUESDAY);
        differ("2026-11-17 id 1: end, A got not finished, B got finished");
    }

    @Test
    void onlyOneHasADay() throws Exception {
        writerA.delete(MONDAY);
        differ("2026-11-16 id 0: day, A got no such day, B got 2 records");
        StoreComparison.Result rest = new StoreComparison(a, b, new CompareProgress()).run(Optional.of(TUESDAY));
        assertThat(rest.difference()).isEmpty();
        assertThat(rest.records()).isEqualTo(1);
    }

    @Test
    void theFirstOfSeveralDifferencesIsTold() throws Exception {
        append(writerA, 4, 8, "x");
        append(writerA, 4, 8, "y");
        append(writerB, 4, 8, "z");
        writerB.finish(TUESDAY);
        differ("2026-11-17 id 1: byte 0 of the payload, A got 78, B got 7A");
    }

    @Test
    void whatIsAppendedMeanwhileDoesNotCount() throws Exception {
        LogStore appendedTo = new OnFind(b, TUESDAY, () -> append(writerB, 4, 8, "late"));
        StoreComparison.Result result = run(a, appendedTo);
        assertThat(result.difference()).isEmpty();
        assertThat(result.records()).isEqualTo(3);
        differ("2026-11-17 id 1: number of records, A got 1, B got 2");
    }

    @Test
    void aDayThatIsRemovedMeanwhileIsAFailure() {
        LogStore removing = new OnFind(b, MONDAY, () -> writerB.delete(MONDAY));
        assertThatThrownBy(() -> run(a, removing))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("day 2026-11-16 was removed from B meanwhile, run it again");
    }

    @Test
    void aDayThatNeitherHasIsAFailure() {
        StoreComparison comparison = new StoreComparison(a, b, new CompareProgress());
        assertThatThrownBy(() -> comparison.run(Optional.of(MONDAY.minusDays(1))))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("there is no day 2026-11-15 in either store");
    }

    @Test
    void manyRecordsAreComparedToTheLast() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            append(writerA, i, i, "record " + i);
            append(writerB, i, i, "record " + i);
        }
        assertThat(run(a, b).records()).isEqualTo(10_003);
        append(writerA, 0, 0, "a");
        append(writerB, 0, 0, "b");
        differ("2026-11-17 id 10001: byte 0 of the payload, A got 61, B got 62");
    }

    private void differ(String line) throws IOException, CommandFailedException {
        assertThat(run(a, b).difference()).map(Difference::toString).contains(line);
    }

    private static StoreComparison.Result run(LogStore a, LogStore b) throws IOException, CommandFailedException {
        return new StoreComparison(a, b, new CompareProgress()).run(Optional.empty());
    }

    private static void append(LogWriter writer, int epochSeconds, int type, String payload) throws IOException {
        writer.append(epochSeconds, (short) type, ByteBuffer.wrap(payload.getBytes(UTF_8)));
        writer.commit();
    }

    /** A store to which something happens between the first and the second look at a day. */
    private static final class OnFind implements LogStore {
        private final LogStore store;
        private final LocalDate day;
        private final Change change;
        private int looks;

        OnFind(LogStore store, LocalDate day, Change change) {
            this.store = store;
            this.day = day;
            this.change = change;
        }

        @Override
        public Optional<DayLog> find(LocalDate wanted) throws IOException {
            if (wanted.equals(day)) {
                looks++;
                if (looks == 2) {
                    change.run();
                }
            }
            return store.find(wanted);
        }

        @Override
        public List<LocalDate> days() throws IOException {
            return store.days();
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
        public LogWriter writer(ZoneId zone) throws IOException {
            return store.writer(zone);
        }

        @Override
        public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
            return store.mirrorWriter(zone);
        }

        @Override
        public void close() {
            // The one behind it is the test's.
        }

        interface Change {
            void run() throws IOException;
        }
    }
}
