package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogRecord;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.NoSuchDayException;
import io.remotelog.api.ReadRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which records a scan hands over, and when it ends. */
class RecordScanTest {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);
    private static final LocalDate WEDNESDAY = LocalDate.of(2026, 11, 18);
    private static final LocalDate THURSDAY = LocalDate.of(2026, 11, 19);

    private final MemoryLogStore store = new MemoryLogStore();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Collector seen = new Collector();
    private LogWriter writer;
    private Future<?> following = CompletableFuture.completedFuture(null);

    @BeforeEach
    void threeDays() throws IOException {
        writer = store.writer(ZoneOffset.UTC);
        append(MONDAY, "m0", "m1", "m2");
        writer.finish(MONDAY);
        append(WEDNESDAY, "w0");
        writer.finish(WEDNESDAY);
        append(THURSDAY, "t0", "t1");
    }

    @AfterEach
    void close() throws Exception {
        if (following.isDone()) {
            following.get();
        }
        thread.shutdownNow();
        store.close();
    }

    @Test
    void withoutADateAllDaysAreRead() throws Exception {
        scan(range(null, 0, null));
        assertThat(seen.records).containsExactly("m0", "m1", "m2", "w0", "t0", "t1");
    }

    @Test
    void aDateAloneIsThatDay() throws Exception {
        scan(range(WEDNESDAY, 0, null));
        assertThat(seen.records).containsExactly("w0");
    }

    @Test
    void anAbsentDayIsAFailureThatSaysWhatIsThere() {
        assertThatThrownBy(() -> scan(range(MONDAY.plusDays(1), 0, null)))
                .isInstanceOf(NoSuchDayException.class)
                .hasMessageContaining("2026-11-17")
                .hasMessageContaining("2026-11-16 to 2026-11-19");
    }

    @Test
    void aRangeOfDaysMayBeginAndEndBetweenDays() throws Exception {
        scan(range(MONDAY.plusDays(1), 0, WEDNESDAY));
        assertThat(seen.records).containsExactly("w0");
    }

    @Test
    void aLastDayAloneBeginsAtTheOldest() throws Exception {
        scan(range(null, 0, WEDNESDAY));
        assertThat(seen.records).containsExactly("m0", "m1", "m2", "w0");
    }

    @Test
    void theIdConcernsTheFirstDay() throws Exception {
        scan(range(null, 2, null));
        assertThat(seen.records).containsExactly("m2", "w0", "t0", "t1");
    }

    @Test
    void theIdAfterTheLastRecordIsAnEmptyAnswer() throws Exception {
        scan(range(THURSDAY, 2, null));
        assertThat(seen.records).isEmpty();
    }

    @Test
    void anIdPastTheEndIsAFailureThatSaysWhereTheEndIs() {
        assertThatThrownBy(() -> scan(range(THURSDAY, 3, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2026-11-19/3: the day has 2 records");
    }

    @Test
    void theLimitEndsTheScan() throws Exception {
        scan(range(null, 0, null).withLimit(4));
        assertThat(seen.records).containsExactly("m0", "m1", "m2", "w0");
    }

    @Test
    void anEmptyStoreHasNoRecords() throws Exception {
        try (MemoryLogStore empty = new MemoryLogStore()) {
            new RecordScan(empty, range(null, 0, null), seen).run();
        }
        assertThat(seen.records).isEmpty();
    }

    @Test
    void aScanEndsThoughRecordsKeepComing() throws Exception {
        seen.onRecord = () -> append(THURSDAY, "later");
        scan(range(THURSDAY, 0, null));
        assertThat(seen.records).containsExactly("t0", "t1");
    }

    @Test
    void followingBeginsAtTheNewestDayAndGoesOnAsRecordsCome() throws Exception {
        follow(store, range(null, 1, null, true));
        awaitSeen("t1");
        append(THURSDAY, "t2", "t3");
        awaitSeen("t1", "t2", "t3");
        assertThat(following.isDone()).isFalse();
    }

    @Test
    void followingFromADateReadsTheDaysSince() throws Exception {
        follow(store, range(WEDNESDAY, 0, null, true));
        awaitSeen("w0", "t0", "t1");
    }

    @Test
    void followingCrossesDays() throws Exception {
        follow(store, range(null, 0, null, true));
        awaitSeen("t0", "t1");
        append(THURSDAY, "t2");
        writer.finish(THURSDAY);
        append(THURSDAY.plusDays(3), "s0");
        awaitSeen("t0", "t1", "t2", "s0");
        append(THURSDAY.plusDays(3), "s1");
        awaitSeen("t0", "t1", "t2", "s0", "s1");
    }

    @Test
    void followingLeavesAnUnfinishedDayOnceThereIsALaterOne() throws Exception {
        follow(store, range(null, 0, null, true));
        awaitSeen("t0", "t1");
        append(THURSDAY.plusDays(1), "f0");
        awaitSeen("t0", "t1", "f0");
    }

    @Test
    void followingWaitsForTheFirstDay() throws Exception {
        try (MemoryLogStore empty = new MemoryLogStore()) {
            follow(empty, range(null, 0, null, true).withLimit(1));
            await().atMost(BOUND).until(() -> seen.idle);
            LogWriter first = empty.writer(ZoneOffset.UTC);
            first.open(MONDAY);
            first.append(0, (short) 0, ByteBuffer.wrap("first".getBytes(UTF_8)));
            first.commit();
            following.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(seen.records).containsExactly("first");
        }
    }

    @Test
    void followingToADayEndsWhenThatIsFinished() throws Exception {
        follow(store, range(null, 0, THURSDAY, true));
        awaitSeen("t0", "t1");
        append(THURSDAY, "t2");
        writer.finish(THURSDAY);
        await().atMost(BOUND).until(following::isDone);
        assertThat(seen.records).containsExactly("t0", "t1", "t2");
    }

    @Test
    void theLastDayMayNotBeBeforeTheFirst() {
        assertThatThrownBy(() -> range(WEDNESDAY, 0, MONDAY)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ReadRange range(LocalDate date, long fromId, LocalDate toDate) {
        return range(date, fromId, toDate, false);
    }

    private static ReadRange range(LocalDate date, long fromId, LocalDate toDate, boolean follow) {
        boolean oneDay = date != null && toDate == null && !follow;
        return ReadRange.ALL
                .withStart(
                        Optional.ofNullable(date),
                        fromId,
                        oneDay ? ReadRange.IfAbsent.FAIL : ReadRange.IfAbsent.NEXT_DAY_SAME_ID)
                .withLastDay(Optional.ofNullable(oneDay ? date : toDate))
                .withFollow(follow);
    }

    private void scan(ReadRange range) throws Exception {
        new RecordScan(store, range, seen).run();
    }

    private void follow(MemoryLogStore followed, ReadRange range) {
        following = thread.submit(() -> {
            new RecordScan(followed, range, seen).run();
            return null;
        });
    }

    private void awaitSeen(String... records) {
        await().atMost(BOUND).untilAsserted(() -> assertThat(seen.records).containsExactly(records));
    }

    private void append(LocalDate day, String... payloads) throws IOException {
        writer.open(day);
        for (String payload : payloads) {
            writer.append(0, (short) 0, ByteBuffer.wrap(payload.getBytes(UTF_8)));
        }
        writer.commit();
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** Keeps what it is handed. */
    private static final class Collector implements RecordScan.Sink {
        private final List<String> records = new CopyOnWriteArrayList<>();
        private Action onRecord = () -> {};
        private volatile boolean idle;

        @Override
        public void accept(LogRecord record) throws IOException {
            records.add(UTF_8.decode(record.payload()).toString());
            onRecord.run();
        }

        @Override
        public void idle() {
            idle = true;
        }
    }
}
