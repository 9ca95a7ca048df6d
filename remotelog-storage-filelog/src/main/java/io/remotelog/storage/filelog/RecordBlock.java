package io.remotelog.storage.filelog;

import java.nio.ByteBuffer;

/**
 * Records that follow each other in a data file, found and checked at once before they are handed out one by one: what is
 * costly, such as asking for the length of a file, is then paid once for all of them. One thread.
 */
final class RecordBlock {
    static final int MAX_RECORDS = 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** Where each payload begins in {@link #bytes}. */
    final int[] from = new int[MAX_RECORDS];

    /** Where each payload ends in {@link #bytes}. */
    final int[] to = new int[MAX_RECORDS];

    final int[] epochSeconds = new int[MAX_RECORDS];
    final short[] type = new short[MAX_RECORDS];

    /** How many records there are. */
    int size;

    /** Where the payloads are, for others to read: read-only. */
    ByteBuffer bytes = NOTHING;

    /** The same bytes. */
    private ByteBuffer view = NOTHING;

    /** Where in the data file these bytes begin. */
    private long start;

    /** Where in these bytes what may be looked at ends. */
    private int limit;

    /** Makes the block look at bytes of a data file, without any record so far. */
    void look(long start, ByteBuffer view, ByteBuffer lent, int limit) {
        this.start = start;
        this.view = view;
        this.bytes = lent;
        this.limit = limit;
        size = 0;
    }

    /**
     * Takes records as long as they follow each other and lie in the bytes that it looks at. It does not tell what is wrong
     * with the first one that it does not take.
     *
     * @param entries the index
     * @param firstEntry where in it the first record's entry is
     * @param least where in the data file the first record can begin
     */
    void fill(ByteBuffer entries, int firstEntry, int wanted, int fileNumber, long least) {
        int entry = firstEntry;
        long previousEnd = least - start;
        int taken = 0;
        while (taken < wanted) {
            long header = entries.getLong(entry + Layout.ENTRY_OFFSET) - start;
            if (entries.getShort(entry + Layout.ENTRY_FILE_NUMBER) != fileNumber
                    || header < previousEnd
                    || header > limit - Layout.RECORD_PAYLOAD) {
                break;
            }
            int at = (int) header;
            int payload = at + Layout.RECORD_PAYLOAD;
            int length = view.getInt(at + Layout.RECORD_LENGTH);
            if (view.getShort(at + Layout.RECORD_MAGIC) != Layout.MAGIC || length < 0 || length > limit - payload) {
                break;
            }
            int end = payload + length;
            from[taken] = payload;
            to[taken] = end;
            epochSeconds[taken] = view.getInt(at + Layout.RECORD_TIME);
            type[taken] = entries.getShort(entry + Layout.ENTRY_TYPE);
            previousEnd = end;
            entry += Layout.ENTRY_BYTES;
            taken++;
        }
        size = taken;
    }

    /** Where a record begins in its data file. */
    long offset(int at) {
        return start + from[at] - Layout.RECORD_PAYLOAD;
    }

    /** Where a record ends in its data file. */
    long end(int at) {
        return start + to[at];
    }

    /** Holds nothing any more. */
    void clear() {
        look(0, NOTHING, NOTHING, 0);
    }
}
