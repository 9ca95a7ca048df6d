package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads a file of entries of one size with read calls, a block at a time; an absent file has no entries. One thread.
 *
 * <p>For what must not trust a mapping: a file that another process may cut, or whose length nobody knows yet.
 */
final class EntryBlocks implements Closeable {
    /** Entries in a block. At 12 bytes each that is 384 KiB. */
    private static final int BLOCK_ENTRIES = 32 << 10;

    /** Where the file is absent, for so many entries more it is not looked for: a Go program's day has no checksums. */
    private static final int ABSENT_ENTRIES = 1 << 10;

    private final Disk disk;
    private final Path path;
    private final int entryBytes;
    private DiskFile file;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private long first;
    private long after;
    private long absentAt = -1;

    EntryBlocks(Disk disk, Path path, int entryBytes) {
        this.disk = disk;
        this.path = path;
        this.entryBytes = entryBytes;
    }

    /** Makes the block hold an entry; false if the file does not have it whole, by now. */
    boolean load(long id) throws IOException {
        if (id >= first && id < after) {
            return true;
        }
        first = id;
        after = id;
        if (file == null && (isKnownAbsent(id) || !open(id))) {
            return false;
        }
        long entries = file.length() / entryBytes - id;
        if (entries <= 0) {
            return false;
        }
        int wanted = (int) Math.min(entries, BLOCK_ENTRIES) * entryBytes;
        if (block.capacity() < wanted) {
            block = ByteBuffer.allocateDirect(wanted);
        }
        file.read(block.clear().limit(wanted), id * entryBytes);
        after = id + block.position() / entryBytes;
        return after > id;
    }

    short getShort(long id, int field) {
        return block.getShort(at(id) + field);
    }

    int getInt(long id, int field) {
        return block.getInt(at(id) + field);
    }

    long getLong(long id, int field) {
        return block.getLong(at(id) + field);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private int at(long id) {
        return (int) (id - first) * entryBytes;
    }

    private boolean isKnownAbsent(long id) {
        return absentAt >= 0 && id > absentAt && id < absentAt + ABSENT_ENTRIES;
    }

    private boolean open(long id) throws IOException {
        try {
            file = disk.openToRead(path);
            return true;
        } catch (NoSuchFileException e) {
            absentAt = id;
            return false;
        }
    }
}
