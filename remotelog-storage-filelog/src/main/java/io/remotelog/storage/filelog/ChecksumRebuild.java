package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Makes the checksums of records that have none, from the records as index and data files have them. One thread. */
final class ChecksumRebuild {
    private static final int BLOCK_BYTES = 256 << 10;

    private ChecksumRebuild() {}

    /**
     * Writes the checksums of a range of records. Forces nothing: the caller does.
     *
     * @param file the checksums of the day
     * @param toId the id after the last one
     * @throws CorruptLogException if a record is not there, or its structure is wrong; what comes before it is written
     */
    static void run(DayFolder folder, long fromId, long toId, DiskFile file) throws IOException {
        if (fromId >= toId) {
            return;
        }
        ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(BLOCK_BYTES, Layout.checksumOffset(toId - fromId)));
        long blockFirst = fromId;
        try (RecordWalk walk = new RecordWalk(folder, fromId)) {
            for (long id = fromId; id < toId; id++) {
                boolean whole = walk.next() && walk.isWhole();
                if (whole) {
                    block.putInt(walk.checksum());
                }
                if (!whole || !block.hasRemaining() || id == toId - 1) {
                    file.write(block.flip(), Layout.checksumOffset(blockFirst));
                    block.clear();
                    blockFirst = id + 1;
                }
                if (!whole) {
                    throw new CorruptLogException(
                            walk.id() < id
                                    ? missing(folder, id, toId)
                                    : walk.fault().orElseThrow().toString());
                }
            }
        }
    }

    private static String missing(DayFolder folder, long id, long toId) {
        return folder.day() + " id " + id + ": " + Layout.INDEX + ", got " + id + " entries, want " + toId;
    }
}
