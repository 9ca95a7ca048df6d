package io.remotelog.master;

import java.time.Duration;
import java.util.List;

/**
 * How long commits took, as a histogram.
 *
 * @param bounds the upper bounds of the buckets but the last one, rising; a time on a bound is in its bucket
 * @param counts how many commits are in each bucket, one more than there are bounds: the last one has those beyond all of them
 * @param total of all commits together
 */
public record CommitTimes(List<Duration> bounds, List<Long> counts, Duration total) {

    /** Checks the sizes. */
    public CommitTimes {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(
                    counts.size() + " counts for " + bounds.size() + " bounds, want one more than bounds");
        }
    }
}
