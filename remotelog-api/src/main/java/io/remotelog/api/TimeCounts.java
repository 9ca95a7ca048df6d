package io.remotelog.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts how long something took, from 50 us to 5 s. Takes no lock and makes no garbage. Any thread. */
public final class TimeCounts {
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

    private final AtomicLongArray counts = new AtomicLongArray(BOUND_NANOS.length + 1);
    private final LongAdder totalNanos = new LongAdder();

    /** It took so long once more. */
    public void add(long nanos) {
        totalNanos.add(nanos);
        int bucket = 0;
        while (bucket < BOUND_NANOS.length && nanos > BOUND_NANOS[bucket]) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
    }

    /** What was counted so far; a time that is being added may be in one half of it. */
    public TimeHistogram histogram() {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < counts.length(); i++) {
            all.add(counts.get(i));
        }
        return new TimeHistogram(BOUNDS, all, Duration.ofNanos(totalNanos.sum()));
    }
}
