package io.remotelog.storage.filelog;

/** The store's ring of the commits since the last checkpoint. */
final class Journal {
    /** Of what is written, and where: no block of the disk holds parts of two commits. */
    static final int ALIGNMENT = 4096;

    private Journal() {}
}
