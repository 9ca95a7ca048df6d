package io.remotelog.bench;

/** The sizes that the limits take from the file-log format, and from the store's checksum file. */
final class Sizes {
    /** Records between two commits. */
    static final int RECORDS_A_COMMIT = 4_096;

    /** Where a record has the length of its payload. */
    static final int LENGTH_OFFSET = 6;

    static final int HEADER_BYTES = 10;
    static final int INDEX_ENTRY_BYTES = 12;
    static final int INDEX_DATA_OFFSET = 2;
    static final int CHECKSUM_BYTES = 4;
    static final int RECORDS_A_DATA_FILE = 1_000_000;

    private Sizes() {}

    /** What the store writes for a record, in all its files. */
    static int written(int payloadBytes) {
        return HEADER_BYTES + payloadBytes + INDEX_ENTRY_BYTES + CHECKSUM_BYTES;
    }
}
