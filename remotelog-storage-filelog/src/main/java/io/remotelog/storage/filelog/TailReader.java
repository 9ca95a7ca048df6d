package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Reads single index entries and record headers of a day that is being opened, without trust in them. One thread.
 *
 * <p>It reads with calls, not through a mapping: nothing is known yet of how far the files go.
 */
final class TailReader implements Closeable {
    /** Instead of an end: the data file does not hold the record whole. */
    static final long NOT_WHOLE = -1;

    private static final int BLOCK_ENTRIES = 1024;

    /** Of a record, to sum it. */
    private static final int PART_BYTES = 4096;

    private final DayFolder folder;
    private final DiskFile index;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_ENTRIES * Layout.ENTRY_BYTES);
    private final ByteBuffer header = ByteBuffer.allocate(Layout.RECORD_PAYLOAD);
    private final ByteBuffer part = ByteBuffer.allocate(PART_BYTES);
    private final Checksum checksum = new Checksum();
    private long blockFirst = -1;
    private DiskFile data;
    private int dataNumber = -1;
    private long dataLength;

    TailReader(DayFolder folder, DiskFile index) {
        this.folder = folder;
        this.index = index;
    }

    /** Where the index says that a record is. */
    long offset(long id) throws IOException {
        int at = entry(id);
        int number = block.getShort(at + Layout.ENTRY_FILE_NUMBER);
        if (number != Layout.fileNumber(id)) {
            throw corruptIndex(id, "data file " + number, Layout.fileNumber(id) + " for record " + id);
        }
        long offset = block.getLong(at + Layout.ENTRY_OFFSET);
        if (offset < 0) {
            throw corruptIndex(id, "offset " + offset, "0 or more");
        }
        return offset;
    }

    /** Where a record ends in its data file, or {@link #NOT_WHOLE}. */
    long end(long id) throws IOException {
        long offset = offset(id);
        open(Layout.fileNumber(id));
        if (offset > dataLength - Layout.RECORD_PAYLOAD) {
            return NOT_WHOLE;
        }
        data.read(header.clear(), offset);
        short magic = header.getShort(Layout.RECORD_MAGIC);
        if (magic != Layout.MAGIC) {
            throw corruptData(offset, String.format("magic %04X, want %04X", magic, Layout.MAGIC));
        }
        int length = header.getInt(Layout.RECORD_LENGTH);
        if (length < 0) {
            throw corruptData(offset, "length " + length + ", want 0 or more");
        }
        long end = offset + Layout.RECORD_PAYLOAD + length;
        return end > dataLength ? NOT_WHOLE : end;
    }

    /** The checksum that a record has by its bytes and its type in the index; empty if the data file does not hold it whole. */
    OptionalInt checksum(long id) throws IOException {
        long end = end(id);
        if (end == NOT_WHOLE) {
            return OptionalInt.empty();
        }
        checksum.begin();
        for (long at = offset(id); at < end; at += part.limit()) {
            data.read(part.clear().limit((int) Math.min(part.capacity(), end - at)), at);
            checksum.add(part.flip());
        }
        return OptionalInt.of(checksum.end(block.getShort(entry(id) + Layout.ENTRY_TYPE)));
    }

    /** Makes it look again: the index was written to. */
    void forget() {
        blockFirst = -1;
    }

    @Override
    public void close() throws IOException {
        if (data != null) {
            data.close();
        }
    }

    private int entry(long id) throws IOException {
        if (blockFirst < 0 || id < blockFirst || id >= blockFirst + BLOCK_ENTRIES) {
            // Walks go backward, so the block ends with the entry that is asked for.
            blockFirst = Math.max(0, id - BLOCK_ENTRIES + 1);
            index.read(block.clear(), Layout.entryOffset(blockFirst));
        }
        return (int) (id - blockFirst) * Layout.ENTRY_BYTES;
    }

    private void open(int number) throws IOException {
        if (number == dataNumber) {
            return;
        }
        close();
        data = null;
        dataNumber = number;
        dataLength = 0;
        if (folder.disk().exists(folder.data(number))) {
            data = folder.disk().open(folder.data(number));
            dataLength = data.length();
        }
    }

    private CorruptLogException corruptIndex(long id, String got, String want) {
        return new CorruptLogException(DayFolder.name(folder.day()) + "/" + Layout.INDEX + " at "
                + Layout.entryOffset(id) + ": " + got + ", want " + want);
    }

    private CorruptLogException corruptData(long offset, String what) {
        return new CorruptLogException(
                DayFolder.name(folder.day()) + "/" + DayFolder.dataName(dataNumber) + " at " + offset + ": " + what);
    }
}
