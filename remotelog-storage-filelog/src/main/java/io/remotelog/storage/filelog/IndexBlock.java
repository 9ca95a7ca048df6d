package io.remotelog.storage.filelog;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A block of index entries, read at once and looked at one by one. One thread. */
final class IndexBlock {
    /** What the JDK reads without allocating native memory: 8 KiB. */
    private static final int ENTRIES = 8192 / Layout.ENTRY_BYTES;

    private final DiskMapping file;
    private final byte[] bytes = new byte[ENTRIES * Layout.ENTRY_BYTES];
    private final ByteBuffer entries = ByteBuffer.wrap(bytes);
    private long first;
    private int size;

    IndexBlock(DiskMapping file) {
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
        int wanted = (int) Math.min(ENTRIES, count - id);
        try {
            file.read(bytes, wanted * Layout.ENTRY_BYTES, Layout.entryOffset(id));
        } catch (EOFException e) {
            return false;
        }
        first = id;
        size = wanted;
        return true;
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

    private int at(long id) {
        return (int) (id - first) * Layout.ENTRY_BYTES;
    }
}
