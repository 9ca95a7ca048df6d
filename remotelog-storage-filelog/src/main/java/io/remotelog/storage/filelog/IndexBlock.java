package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/** A block of index entries, read at once and looked at one by one. One thread. */
final class IndexBlock implements Closeable {
    /** What the JDK reads without allocating native memory: 8 KiB. */
    private static final int ENTRIES = 8192 / Layout.ENTRY_BYTES;

    // Not a channel, which an interrupt of the reading thread would close.
    private final RandomAccessFile file;
    private final byte[] bytes = new byte[ENTRIES * Layout.ENTRY_BYTES];
    private final ByteBuffer entries = ByteBuffer.wrap(bytes);
    private long first;
    private int size;

    IndexBlock(RandomAccessFile file) {
        this.file = file;
    }

    /** How many records the index tells of at this instant. */
    long count() throws IOException {
        return Layout.entries(file.length());
    }

    /** Makes the block hold a record's entry; false if the index does not have it. */
    boolean load(long id, long count) throws IOException {
        if (id >= first && id < first + size) {
            return true;
        }
        forget();
        int wanted = (int) Math.min(ENTRIES, count - id) * Layout.ENTRY_BYTES;
        file.seek(Layout.entryOffset(id));
        int read = 0;
        while (read < wanted) {
            int more = file.read(bytes, read, wanted - read);
            if (more < 0) {
                break;
            }
            read += more;
        }
        first = id;
        size = read / Layout.ENTRY_BYTES;
        return size > 0;
    }

    /** Makes the next {@link #load} read the file again. */
    void forget() {
        size = 0;
    }

    int fileNumber(long id) {
        return entries.getShort(at(id) + Layout.ENTRY_FILE_NUMBER);
    }

    long offset(long id) {
        return entries.getLong(at(id) + Layout.ENTRY_OFFSET);
    }

    short type(long id) {
        return entries.getShort(at(id) + Layout.ENTRY_TYPE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private int at(long id) {
        return (int) (id - first) * Layout.ENTRY_BYTES;
    }
}
