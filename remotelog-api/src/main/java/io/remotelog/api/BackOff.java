package io.remotelog.api;

import java.time.Duration;

/**
 * The pauses before a record is given again: the first one, then twice as long each time, up to a bound.
 *
 * @param first the first pause, 1 ms or more
 * @param max the longest pause, from {@code first} to 1 day
 */
public record BackOff(Duration first, Duration max) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** 100 ms, doubled up to 10 s. */
    public static final BackOff DEFAULT = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(10));

    /** Checks the ranges. */
    public BackOff {
        if (first.toMillis() < 1 || first.compareTo(max) > 0 || max.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "back-off from " + first + " to " + max + ", want 1 ms or more, rising to 1 day at most");
        }
    }

    /** The pause after another one, or the first after {@link Duration#ZERO}. */
    public Duration after(Duration pause) {
        if (pause.isZero()) {
            return first;
        }
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(max) > 0 ? max : twice;
    }
}
