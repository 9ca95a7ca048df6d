package io.remotelog.api;

import java.time.Duration;
import java.util.List;

/**
 * How long something took each time, as a histogram.
 *
 * @param bounds the upper bounds of the buckets but the last one, rising; a time on a bound is in its bucket
 * @param counts how many times are in each bucket, one more than there are bounds: the last one has those beyond all of them
 * @param total of all times together
 */
public record TimeHistogram(List<Duration> bounds, List<Long> counts, Duration total) {

    /** Checks the sizes. */
    public TimeHistogram {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(
                    counts.size() + " counts for " + bounds.size() + " bounds, want one more than bounds");
        }
    }
}
