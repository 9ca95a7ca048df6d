package io.remotelog.storage.filelog;

/**
 * The layout of the files: where each field is, and what they are called. All integers are big-endian and signed.
 *
 * <pre>
 * index entry, 12 bytes                          record, 10 bytes and the payload
 * offset size field                              offset size field
 *      0    2 data file number = id / 1,000,000       0    2 magic 0x4B86
 *      2    8 offset in that data file                2    4 time, seconds since 1970-01-01T00:00Z
 *     10    2 type                                    6    4 length of the payload, 0 or more
 *                                                    10    n payload
 * checksum, 4 bytes: CRC32C of the record and then of its type
 * </pre>
 */
final class Layout {
    static final int ENTRY_FILE_NUMBER = 0;
    static final int ENTRY_OFFSET = ENTRY_FILE_NUMBER + Short.BYTES;
    static final int ENTRY_TYPE = ENTRY_OFFSET + Long.BYTES;
    static final int ENTRY_BYTES = ENTRY_TYPE + Short.BYTES;

    static final int RECORD_MAGIC = 0;
    static final int RECORD_TIME = RECORD_MAGIC + Short.BYTES;
    static final int RECORD_LENGTH = RECORD_TIME + Integer.BYTES;
    static final int RECORD_PAYLOAD = RECORD_LENGTH + Integer.BYTES;

    static final short MAGIC = 0x4B86;
    static final int CHECKSUM_BYTES = Integer.BYTES;

    static final int RECORDS_PER_DATA_FILE = 1_000_000;

    /** The file number is an int16. */
    static final long MAX_RECORDS_PER_DAY = (Short.MAX_VALUE + 1L) * RECORDS_PER_DATA_FILE;

    static final String INDEX = "index";
    static final String DATA_PREFIX = "data";
    static final int DATA_DIGITS = 6;
    static final String FINISH = "finish";
    static final String CHECKSUMS = "crc32c";
    static final String CHECKPOINT = "checkpoint";
    static final String REBUILD = "rebuild";
    static final String JOURNAL = "journal";

    /** Behind the name of a journal that could not be applied as a whole, and is kept. */
    static final String UNAPPLIED_SUFFIX = ".unapplied";

    static final String LOCK = "lock";
    static final String LINEAGE = "lineage";
    static final String GAPS = "gaps";
    static final String PRODUCERS = "producers";

    /** Not the name of a day, so no reader looks into it. */
    static final String DELETED_PREFIX = ".deleted-";

    private Layout() {}

    /** The data file that a record is in. */
    static int fileNumber(long id) {
        return (int) (id / RECORDS_PER_DATA_FILE);
    }

    /** Where a record's entry is in the index; of a count, where the next entry goes. */
    static long entryOffset(long id) {
        return id * ENTRY_BYTES;
    }

    /** Where a record's checksum is in its file; of a count, where the next one goes. */
    static long checksumOffset(long id) {
        return id * CHECKSUM_BYTES;
    }

    /** How many whole entries an index of that length has. */
    static long entries(long indexLength) {
        return indexLength / ENTRY_BYTES;
    }
}
