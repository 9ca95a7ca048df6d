package io.remotelog.storage.filelog;

import java.io.IOException;

/** What can go wrong with an operation of a {@link FaultyDisk}. */
enum DiskFault {
    NONE,
    /** EIO: not done; of a force: the dirty blocks are taken for clean, and not all of them were written. */
    ERROR,
    /** ENOSPC. */
    FULL,
    /** A part was written, then EIO. */
    PART_THEN_ERROR,
    /** A part was written, then ENOSPC. */
    PART_THEN_FULL,
    /** The process, or the machine, ends before the operation. */
    CRASH,
    /** It ends with a part of the write done; of other operations, after them. */
    CRASH_WITHIN;

    boolean isCrash() {
        return this == CRASH || this == CRASH_WITHIN;
    }

    /** Whether the operation returns with an error, and the process goes on. */
    boolean isRefusal() {
        return this != NONE && !isCrash();
    }

    /** The error, with what Linux says as the JDK passes it on. */
    IOException refusal(String what) {
        String message = switch (this) {
            case FULL, PART_THEN_FULL -> "No space left on device";
            case ERROR, PART_THEN_ERROR -> "Input/output error";
            case NONE, CRASH, CRASH_WITHIN -> throw new IllegalStateException(this + " is no refusal");
        };
        return DiskFailure.named(what, new IOException(message));
    }

    /** Whether a part of the write is done first. */
    boolean isPartial() {
        return this == PART_THEN_ERROR || this == PART_THEN_FULL || this == CRASH_WITHIN;
    }
}
