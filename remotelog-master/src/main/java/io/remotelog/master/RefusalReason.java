package io.remotelog.master;

import io.remotelog.api.StoreFullException;

/** Why a record was not taken, or not committed. */
public enum RefusalReason {
    /** Its type or its size is out of range. */
    INVALID,
    /** The queue before the appender stayed full. */
    QUEUE_FULL,
    /** There is no room on the disk. */
    DISK_FULL,
    /** The master was shutting down. */
    CLOSED,
    /** The store refused it for another reason, such as an error of the disk. */
    FAILED;

    static RefusalReason of(Throwable refusal) {
        if (refusal instanceof IllegalArgumentException) {
            return INVALID;
        }
        if (refusal instanceof QueueFullException) {
            return QUEUE_FULL;
        }
        if (refusal instanceof StoreFullException) {
            return DISK_FULL;
        }
        return refusal instanceof MasterClosedException ? CLOSED : FAILED;
    }
}
