package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where in the journal the first block is that is still needed. The file has two places for it, which take turns, so that
 * one is whole at any time. All integers are big-endian.
 *
 * <pre>
 * place, 4,096 bytes, at 0 and at 4,096; the ring of blocks follows at 8,192
 * offset size field
 *      0    4 magic 0x524C4A48 "RLJH"
 *      4    4 version 1
 *      8    8 sequence: of two whole places the higher one counts; it is at its remainder by 2
 *     16    8 generation: blocks of another one mean nothing
 *     24    8 offset in the ring of the first block that is needed, or where the next block goes
 *     32    8 number of that block
 *     40   20 zeros
 *     60    4 CRC32C of the 60 bytes before
 * </pre>
 *
 * @param sequence counts the headers of the file
 * @param generation blocks of another one mean nothing
 * @param tail offset in the ring of the first block that is needed
 * @param tailNumber its number
 */
record JournalHeader(long sequence, long generation, long tail, long tailNumber) {
    static final int BYTES = 2 * Journal.ALIGNMENT;

    private static final int MAGIC = 0x524C4A48;
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = 60;

    /** The newest whole one of a file. */
    static Optional<JournalHeader> read(DiskFile file) throws IOException {
        Optional<JournalHeader> first = read(file, 0);
        Optional<JournalHeader> second = read(file, 1);
        if (first.isEmpty() || second.isEmpty()) {
            return first.or(() -> second);
        }
        return first.get().sequence > second.get().sequence ? first : second;
    }

    /** Writes it, without forcing it, from a buffer of one block of the disk. */
    void write(DiskFile file, ByteBuffer block) throws IOException {
        block.clear();
        block.putInt(MAGIC).putInt(VERSION).putLong(sequence).putLong(generation);
        block.putLong(tail).putLong(tailNumber);
        block.putInt(CHECKED_BYTES, crc(block));
        block.clear();
        file.write(block, sequence % 2 * Journal.ALIGNMENT);
    }

    private static Optional<JournalHeader> read(DiskFile file, int place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHECKED_BYTES + Integer.BYTES);
        file.read(bytes, (long) place * Journal.ALIGNMENT);
        if (bytes.hasRemaining()
                || bytes.getInt(0) != MAGIC
                || bytes.getInt(4) != VERSION
                || bytes.getInt(CHECKED_BYTES) != crc(bytes)
                || bytes.getLong(8) % 2 != place) {
            return Optional.empty();
        }
        return Optional.of(
                new JournalHeader(bytes.getLong(8), bytes.getLong(16), bytes.getLong(24), bytes.getLong(32)));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(CHECKED_BYTES).position(0));
        return (int) crc.getValue();
    }
}
