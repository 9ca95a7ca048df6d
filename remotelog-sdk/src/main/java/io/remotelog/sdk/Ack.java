package io.remotelog.sdk;

import java.time.Duration;
import java.util.Objects;

/**
 * When a master is to answer. Of a go-remote-log master, which has one answer only, none of it holds.
 *
 * @param level what is to hold of the records then
 * @param replicas how many replicas are to have them, 1 to 100, if replicated; else 0
 * @param within how long the master waits for the replicas after the records are durable, 1 ms to 60 s, if replicated; else zero
 */
public record Ack(Level level, int replicas, Duration within) {
    /** Readers see the records, and they survive the end of the master's process. */
    public static final Ack WRITTEN = new Ack(Level.WRITTEN, 0, Duration.ZERO);

    /** They survive a loss of power on the master, as far as its fsync policy tells. */
    public static final Ack DURABLE = new Ack(Level.DURABLE, 0, Duration.ZERO);

    private static final int MAX_REPLICAS = 100;
    private static final Duration MAX_WITHIN = Duration.ofSeconds(60);

    /** What holds of a record when its receipt comes. */
    public enum Level {
        /** As {@link Ack#WRITTEN}. */
        WRITTEN,

        /** As {@link Ack#DURABLE}. */
        DURABLE,

        /** Durable on the master, and on replicas, too; {@link Receipt#replicated()} tells whether in time. */
        REPLICATED
    }

    /** Checks the ranges. */
    public Ack {
        Objects.requireNonNull(level, "level");
        if (level == Level.REPLICATED) {
            if (replicas < 1 || replicas > MAX_REPLICAS) {
                throw new IllegalArgumentException("replicas " + replicas + ", want 1 to " + MAX_REPLICAS);
            }
            if (within.toMillis() < 1 || within.compareTo(MAX_WITHIN) > 0) {
                throw new IllegalArgumentException("within " + within + ", want 1 ms to 60 s");
            }
        } else if (replicas != 0 || !within.isZero()) {
            throw new IllegalArgumentException("replicas are waited for by " + Level.REPLICATED + " only");
        }
    }

    /**
     * Durable on the master, and on replicas.
     *
     * @param replicas how many, 1 to 100
     * @param within how long they are waited for, 1 ms to 60 s; a record that is not on them by then is in the log all the same
     */
    public static Ack replicated(int replicas, Duration within) {
        return new Ack(Level.REPLICATED, replicas, within);
    }
}
