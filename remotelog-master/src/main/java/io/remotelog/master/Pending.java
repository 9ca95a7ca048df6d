package io.remotelog.master;

import java.io.IOException;

/**
 * Records on their way into the log, in one commit, and whoever waits for what becomes of them. Called on the
 * appender's thread, or on the one that {@linkplain Appender#appendAtOnce appends it at once}.
 */
abstract class Pending {
    private final long cost;

    /** What {@link AppendQueue} had to hold when this arrived. Its own. */
    Pending before;

    /** How many there are, with this one, that the appender has not collected. Of {@link AppendQueue}. */
    int number;

    Pending(long cost) {
        this.cost = cost;
    }

    /** What it counts for in the queue, in bytes. */
    final long cost() {
        return cost;
    }

    /** How many records it has. */
    abstract int records();

    /** Gives its records to a commit; may be asked again, for another one, if that came to nothing. */
    abstract void appendTo(CommitGroup group) throws IOException;

    /** It is committed. Once, and instead of {@link #refused}; must not block. */
    abstract void committed(CommitGroup group);

    /** It is not committed, or nobody knows. Once; must not block. */
    abstract void refused(Throwable reason);
}
