package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;

/**
 * Reads records of a day's data files with read calls, a block at a time, forward. One thread.
 *
 * <p>Memory is bounded by a block, however long a record is.
 */
final class RecordBlocks implements Closeable {
    static final int BLOCK_BYTES = 1 << 20;
    private static final int MIN_BLOCK_BYTES = 4 << 10;

    private final DayFolder folder;
    private final CRC32C crc = new CRC32C();
    private DiskFile file;
    private int number = -1;
    private long length;

    private ByteBuffer block = ByteBuffer.allocate(0);
    private long blockStart;
    private int blockLength;

    /** Where the record of the last {@link #load} is in the block. */
    private int record;

    RecordBlocks(DayFolder folder) {
        this.folder = folder;
    }

    /** Goes to a data file; false if there is none of this number. */
    boolean open(int fileNumber) throws IOException {
        if (fileNumber == number) {
            return file != null;
        }
        close();
        file = null;
        number = fileNumber;
        length = 0;
        blockLength = 0;
        try {
            file = folder.disk().openToRead(folder.data(fileNumber));
        } catch (NoSuchFileException e) {
            return false;
        }
        length = file.length();
        return true;
    }

    /** The length of the open file when it was last looked at. */
    long length() {
        return length;
    }

    /** Whether the open file holds so many bytes from an offset of 0 or more; looks at its length again if not. */
    boolean holds(long offset, long bytes) throws IOException {
        if (bytes > length - offset) {
            length = file.length();
        }
        return bytes <= length - offset;
    }

    /** Goes to the record at an offset of 0 or more; false if the file does not hold its header whole. */
    boolean load(long offset) throws IOException {
        if (!holds(offset, Layout.RECORD_PAYLOAD)) {
            return false;
        }
        if (offset < blockStart || offset + Layout.RECORD_PAYLOAD > blockStart + blockLength) {
            read(offset);
        }
        record = (int) (offset - blockStart);
        return record + Layout.RECORD_PAYLOAD <= blockLength;
    }

    short magic() {
        return block.getShort(record + Layout.RECORD_MAGIC);
    }

    int epochSeconds() {
        return block.getInt(record + Layout.RECORD_TIME);
    }

    int payloadLength() {
        return block.getInt(record + Layout.RECORD_LENGTH);
    }

    /**
     * The CRC32C of header and payload of the record that was loaded last.
     *
     * @param bytes how long it is, within what the file {@link #holds}
     */
    int crc(long bytes) throws IOException {
        if (bytes > blockLength - record && record > 0) {
            read(blockStart + record);
            record = 0;
        }
        crc.reset();
        int inBlock = (int) Math.min(bytes, blockLength - record);
        add(record, inBlock);
        if (inBlock < bytes) {
            addRest(inBlock, bytes);
        }
        return (int) crc.getValue();
    }

    /** As {@link #crc}, with another header. */
    int crc(ByteBuffer header, long bytes) throws IOException {
        read(blockStart + record);
        record = 0;
        crc.reset();
        crc.update(header);
        addRest(Layout.RECORD_PAYLOAD, bytes);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** Adds a record's bytes from one on; the record begins with the block, and does so again afterwards. */
    private void addRest(long from, long bytes) throws IOException {
        long offset = blockStart;
        long done = from;
        while (done < bytes) {
            read(offset + done);
            int part = (int) Math.min(blockLength, bytes - done);
            if (part == 0) {
                throw new IOException(folder.data(number) + ": cut while it was read, at " + (offset + done));
            }
            add(0, part);
            done += part;
        }
        read(offset);
    }

    private void add(int from, int bytes) {
        crc.update(block.limit(from + bytes).position(from));
        block.clear();
    }

    private void read(long offset) throws IOException {
        int wanted = (int) Math.max(0, Math.min(BLOCK_BYTES, length - offset));
        if (block.capacity() < wanted) {
            // Not more than the file has, so that small days take little; a power of two, so that it seldom grows.
            block = ByteBuffer.allocateDirect(Math.max(MIN_BLOCK_BYTES, Integer.highestOneBit(wanted - 1) << 1));
        }
        file.read(block.limit(wanted).position(0), offset);
        blockStart = offset;
        blockLength = block.position();
        block.clear();
    }
}
