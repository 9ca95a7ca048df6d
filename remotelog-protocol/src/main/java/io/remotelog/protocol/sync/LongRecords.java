package io.remotelog.protocol.sync;

/** What a link asks before it copies a record that is longer than what it may have waiting for its socket anyway. */
@FunctionalInterface
public interface LongRecords {
    /** Records up to this length go without being asked for. */
    int ABOVE_BYTES = 1 << 20;

    /** All may go. */
    LongRecords UNBOUNDED = payloadBytes -> true;

    /** Whether the record may go now; if not, the link is to ask again after a wake-up. */
    boolean mayGo(int payloadBytes);
}
