package io.remotelog.storage.filelog;

/** Puts a bug into a store, by what it makes of the store's disk. */
@FunctionalInterface
interface Plant {
    Plant NONE = (disk, play) -> disk;

    /** The disk that the store is given. */
    Disk on(FaultyDisk disk, Play play);
}
