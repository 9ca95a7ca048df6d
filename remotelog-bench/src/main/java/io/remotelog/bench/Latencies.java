package io.remotelog.bench;

import java.util.Arrays;

/** How long records took from one place to another, each counted alike. */
final class Latencies {
    private static final double NANOS_A_MILLI = 1e6;

    private final long[] sortedNanos;

    private Latencies(long[] sortedNanos) {
        this.sortedNanos = sortedNanos;
    }

    /** Of the records from an id up to another. */
    static Latencies between(Steps from, Steps to, long fromId, long toId) {
        long[] nanos = new long[Math.toIntExact(toId - fromId)];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = to.nanosOf(fromId + i) - from.nanosOf(fromId + i);
        }
        Arrays.sort(nanos);
        return new Latencies(nanos);
    }

    /** The time within which a part of them arrived, from above 0 to 1, in milliseconds. */
    double millis(double part) {
        return sortedNanos[(int) Math.ceil(part * sortedNanos.length) - 1] / NANOS_A_MILLI;
    }
}
