package io.remotelog.storage.filelog;

/** What a store asks of a {@link FaultyDisk}, and the ways in which each can be refused. Each can crash, too. */
enum DiskOperation {
    OPEN,
    OPEN_TO_READ,
    MAP,
    EXISTS,
    IS_FOLDER,
    LENGTH,
    NAMES,
    REAL,
    CREATE_FOLDER,
    RENAME,
    DELETE,
    FORCE_FOLDER,
    USABLE_BYTES,
    BOOT_ID,
    LOCK,
    FILE_LENGTH,
    WRITE,
    READ,
    CUT,
    FORCE,
    CLOSE,
    MAPPED_LENGTH,
    CHUNK,
    MAPPED_READ;

    /** Whether the store can be refused it in this way, and goes on. */
    boolean canBeRefused(DiskFault fault) {
        return switch (fault) {
            case NONE, CRASH, CRASH_WITHIN -> false;
            // Of a file system on a disk of the machine, close does not fail.
            case ERROR -> this != EXISTS && this != IS_FOLDER && this != BOOT_ID && this != CLOSE;
            case FULL -> this == OPEN || this == CREATE_FOLDER || this == RENAME || this == WRITE || this == FORCE;
            case PART_THEN_ERROR, PART_THEN_FULL -> this == WRITE;
        };
    }

    /** Whether a fault can happen to it. */
    boolean fits(DiskFault fault) {
        return fault == DiskFault.NONE || fault.isCrash() || canBeRefused(fault);
    }

    /** Whether it changes what is on the disk, or in the cache of it. */
    boolean changes() {
        return switch (this) {
            case OPEN, CREATE_FOLDER, RENAME, DELETE, FORCE_FOLDER, WRITE, CUT, FORCE -> true;
            default -> false;
        };
    }
}
