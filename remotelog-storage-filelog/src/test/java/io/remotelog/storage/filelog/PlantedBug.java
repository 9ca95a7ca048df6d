package io.remotelog.storage.filelog;

/** A mistake that a store can make, as it looks from the disk's side. */
public enum PlantedBug {
    /** Acknowledges what it did not force: the commit's force does nothing. */
    ACKNOWLEDGED_BEFORE_FORCE,
    /** Counts on data that it did not force. */
    DATA_NOT_FORCED,
    /** Counts on index entries that it did not force. */
    INDEX_NOT_FORCED,
    /** Does not force the names in folders. */
    FOLDERS_NOT_FORCED,
    /** What it finds when it opens a day counts as forced, though the one who wrote it may have died before. */
    RECOVERED_NOT_FORCED,
    /** Forces again after a failed force, and takes that for a success. */
    FORCE_RETRIED,
    /** Keeps data in memory for a while, and writes the index without it. */
    DATA_HELD_BACK,
    /** Takes a failed write for a success. */
    ERRORS_SWALLOWED,
    /** Does not look at what was noted to be on the disk. */
    CHECKPOINT_IGNORED,
}
