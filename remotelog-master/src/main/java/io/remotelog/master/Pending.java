package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import java.nio.ByteBuffer;

/** A record on its way into the log, and whoever waits for what becomes of it. */
abstract class Pending {
    /** What a record costs besides its payload. */
    static final int OVERHEAD_BYTES = 256;

    private final short type;
    private final ByteBuffer payload;
    private final long cost;

    /** What {@link AppendQueue} had to hold when this arrived. Its own. */
    Pending before;

    /** How many there are, with this one, that the appender has not collected. Of {@link AppendQueue}. */
    int number;

    Pending(short type, ByteBuffer payload) {
        this.type = type;
        this.payload = payload;
        this.cost = OVERHEAD_BYTES + (long) payload.remaining();
    }

    final short type() {
        return type;
    }

    final ByteBuffer payload() {
        return payload;
    }

    /** What it counts for in the queue, in bytes. */
    final long cost() {
        return cost;
    }

    /**
     * It is committed. On the appender thread, once, and instead of {@link #refused}; must not block.
     *
     * @param appended which of the ids is its own
     */
    abstract void committed(CommittedIds ids, int appended);

    /** It is not committed, or nobody knows. On the appender thread, once; must not block. */
    abstract void refused(Throwable reason);
}
