package io.remotelog.master;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts what becomes of records. The appender tells of commits, any thread of refusals; any thread reads. */
final class AppendCounts {
    private static final List<Duration> BOUNDS = Stream.of(
                    50L,
                    100L,
                    250L,
                    500L,
                    1_000L,
                    2_500L,
                    5_000L,
                    10_000L,
                    25_000L,
                    50_000L,
                    100_000L,
                    250_000L,
                    500_000L,
                    1_000_000L,
                    2_500_000L,
                    5_000_000L)
            .map(micros -> Duration.ofNanos(1_000 * micros))
            .toList();
    private static final long[] BOUND_NANOS =
            BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final LongAdder appended = new LongAdder();
    private final LongAdder committed = new LongAdder();
    private final LongAdder committedBytes = new LongAdder();
    private final LongAdder commitNanos = new LongAdder();
    private final AtomicLongArray commits = new AtomicLongArray(BOUND_NANOS.length + 1);
    private final Map<RefusalReason, LongAdder> refused = new EnumMap<>(RefusalReason.class);

    AppendCounts() {
        for (RefusalReason reason : RefusalReason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** So many records were given to the store. */
    void appended(int records) {
        appended.add(records);
    }

    /** Records were committed, with so many bytes of payloads; the commit took so long. */
    void committed(int records, long bytes, long nanos) {
        committed.add(records);
        committedBytes.add(bytes);
        commitNanos.add(nanos);
        int bucket = 0;
        while (bucket < BOUND_NANOS.length && nanos > BOUND_NANOS[bucket]) {
            bucket++;
        }
        commits.incrementAndGet(bucket);
    }

    void refused(Throwable reason, int records) {
        refused.get(RefusalReason.of(reason)).add(records);
    }

    long appended() {
        return appended.sum();
    }

    long committed() {
        return committed.sum();
    }

    long committedBytes() {
        return committedBytes.sum();
    }

    Map<RefusalReason, Long> refused() {
        Map<RefusalReason, Long> counts = new EnumMap<>(RefusalReason.class);
        refused.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    CommitTimes commitTimes() {
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < commits.length(); i++) {
            counts.add(commits.get(i));
        }
        return new CommitTimes(BOUNDS, counts, Duration.ofNanos(commitNanos.sum()));
    }
}
