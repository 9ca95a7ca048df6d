package io.remotelog.protocol.sync.v2;

import io.remotelog.api.LogClock;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Holds back the records of a replica that catches up and asked not to get more than so many bytes a second. Once it has
 * caught up, the records are live ones, and nothing is held back any more. One thread.
 */
final class Pace {
    /** A batch is no more than this part of a second's bytes, so that the line is used evenly. */
    private static final int PARTS = 10;

    private static final int MIN_BATCH_BYTES = 1024;

    private final OptionalLong maxBytesPerSecond;
    private final LogClock clock;
    private boolean live;
    private long freeAtNanos;

    Pace(OptionalLong maxBytesPerSecond, LogClock clock) {
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.clock = clock;
        this.live = maxBytesPerSecond.isEmpty();
        this.freeAtNanos = clock.nanoTime();
    }

    boolean allows() {
        return live || clock.nanoTime() - freeAtNanos >= 0;
    }

    int batchBytes(int unpaced) {
        return live
                ? unpaced
                : (int) Math.max(MIN_BATCH_BYTES, Math.min(unpaced, maxBytesPerSecond.getAsLong() / PARTS));
    }

    void sent(int bytes) {
        if (!live) {
            long nanos = (long) ((double) bytes / maxBytesPerSecond.getAsLong() * TimeUnit.SECONDS.toNanos(1));
            // What was not used is not saved up: a burst would be above the rate.
            freeAtNanos = Math.max(freeAtNanos, clock.nanoTime()) + nanos;
        }
    }

    void caughtUp() {
        live = true;
    }

    long nanosToNext() {
        return live ? Long.MAX_VALUE : Math.max(1, freeAtNanos - clock.nanoTime());
    }
}
