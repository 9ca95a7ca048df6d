package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Writes once more what the files of a day read back beyond a checkpoint, after a force failed. One thread.
 *
 * <p>The system takes what it could not write for written, and would not try again; but what it still has in memory reads
 * back right, as the checksums tell.
 *
 * <p>It is written past the system's cache. Ext4, for one, writes blocks that are new to a file, and then notes on the disk
 * that they are a part of it. If that fails, the cache still has them as such blocks; written into the cache again, and
 * forced, they reach the disk, but are noted nowhere, and read as zeros once the power was lost. Seen on Linux 6.18.
 */
final class Rewriting {
    private static final int BLOCK_BYTES = 1 << 16;

    private final DayFolder folder;
    private final Disk disk;
    private final ByteBuffer block =
            ByteBuffer.allocateDirect(BLOCK_BYTES + Journal.ALIGNMENT).alignedSlice(Journal.ALIGNMENT);

    Rewriting(DayFolder folder) {
        this.folder = folder;
        disk = folder.disk();
    }

    /**
     * Writes the records from an id on again, and forces them.
     *
     * @throws CorruptLogException if they do not read back right any more
     */
    void run(long fromId, DayEnd end) throws IOException {
        if (fromId >= end.count()) {
            return;
        }
        write(fromId, end, requireRight(fromId, end.count()));
    }

    /** As {@link #run}, of records that are right: they were just written. */
    void runUnchecked(long fromId, DayEnd end) throws IOException {
        if (fromId >= end.count()) {
            return;
        }
        try (RecordWalk walk = new RecordWalk(folder, fromId)) {
            if (!walk.next() || !walk.isWhole()) {
                throw new CorruptLogException(folder.path() + ": record " + fromId + " was written, and is not there");
            }
            write(fromId, end, walk.offset());
        }
    }

    private void write(long fromId, DayEnd end, long from) throws IOException {
        for (int number = Layout.fileNumber(fromId); number <= end.fileNumber(); number++) {
            rewrite(folder.data(number), number == Layout.fileNumber(fromId) ? from : 0);
        }
        rewrite(folder.checksums(), Layout.checksumOffset(fromId));
        rewrite(folder.index(), Layout.entryOffset(fromId));
        disk.forceFolder(folder.path());
    }

    /** Where the first one is in its data file. */
    private long requireRight(long fromId, long toId) throws IOException {
        long from = 0;
        try (RecordWalk walk = new RecordWalk(folder, fromId)) {
            for (long id = fromId; id < toId; id++) {
                if (!walk.next()) {
                    throw new CorruptLogException(
                            folder.path() + ": the index ends before record " + id + ", want " + toId + " records");
                }
                if (!walk.isWhole()) {
                    throw new CorruptLogException(walk.fault().orElseThrow().toString());
                }
                if (!walk.hasChecksum() || !walk.checksumMatches()) {
                    throw new CorruptLogException(walk.checksumFault().toString());
                }
                if (id == fromId) {
                    from = walk.offset();
                }
            }
        }
        return from;
    }

    private void rewrite(Path path, long from) throws IOException {
        try (DiskFile file = disk.open(path);
                DiskFile direct = disk.openDirect(path)) {
            long length = file.length();
            for (long at = from - from % Journal.ALIGNMENT; at < length; at += BLOCK_BYTES) {
                int bytes = (int) Math.min(BLOCK_BYTES, length - at);
                file.read(block.clear().limit(bytes), at);
                try {
                    writeDirect(direct, at);
                } catch (IOException e) {
                    // The cache has forgotten them by now, and may have been the only one that had them.
                    file.write(block.clear().limit(bytes), at);
                    throw e;
                }
            }
            file.cut(length);
            file.force();
        }
    }

    /** Only whole blocks can be written past the cache; for an instant the file is longer than it was. */
    private void writeDirect(DiskFile direct, long at) throws IOException {
        while (block.position() % Journal.ALIGNMENT != 0) {
            block.limit(block.limit() + 1).put((byte) 0);
        }
        direct.write(block.flip(), at);
    }
}
