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
 */
final class Rewriting {
    private static final int BLOCK_BYTES = 1 << 16;

    private final DayFolder folder;
    private final Disk disk;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);

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
        long from = requireRight(fromId, end.count());
        for (int number = Layout.fileNumber(fromId); number <= end.fileNumber(); number++) {
            rewrite(folder.data(number), number == Layout.fileNumber(fromId) ? from : 0, Long.MAX_VALUE);
        }
        rewrite(folder.checksums(), Layout.checksumOffset(fromId), Layout.checksumOffset(end.count()));
        rewrite(folder.index(), Layout.entryOffset(fromId), Layout.entryOffset(end.count()));
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

    private void rewrite(Path path, long from, long to) throws IOException {
        try (DiskFile file = disk.open(path)) {
            long end = Math.min(to, file.length());
            for (long at = from; at < end; at += block.limit()) {
                block.clear().limit((int) Math.min(BLOCK_BYTES, end - at));
                file.read(block, at);
                file.write(block.flip(), at);
            }
            file.force();
        }
    }
}
