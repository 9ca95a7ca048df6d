package io.remotelog.storage.filelog;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A run of records of one data file, as a block of the journal holds them. All integers are big-endian.
 *
 * <pre>
 * offset size field
 *      0    4 magic 0x524C4A42 "RLJB"
 *      4    4 length of the block in bytes, without the zeros up to the next multiple of 4,096
 *      8    8 generation of the journal
 *     16    8 number of the block, each one more than the one before
 *     24    8 day, as days since 1970-01-01
 *     32    8 id of the first record
 *     40    4 number of records, 1 or more
 *     44    4 data file
 *     48    8 offset of the first record in the data file
 *     56    4 zeros
 *     60    4 CRC32C of the block without this field
 *     64   2n types
 *            records, as they are in the data file, up to the end of the block
 * </pre>
 *
 * <p>A block may be of its header alone: then records and checksums were forced in their own files before, and the index can
 * be made from them. Such records may go on in later data files.
 *
 * @param day the day of the records
 * @param firstId id of the first record
 * @param records how many they are
 * @param fileNumber the data file
 * @param offset of the first record in the data file
 * @param types of the records
 * @param data the records; they follow each other
 */
record JournalBlock(
        LocalDate day, long firstId, int records, int fileNumber, long offset, ByteBuffer types, ByteBuffer data) {
    static final int HEADER_BYTES = 64;

    private static final int MAGIC = 0x524C4A42;
    private static final int LENGTH = 4;
    private static final int CRC = 60;

    /** Tells of records that were forced in their own files. */
    static JournalBlock forced(LocalDate day, long firstId, int records, int fileNumber, long offset) {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        return new JournalBlock(day, firstId, records, fileNumber, offset, nothing, nothing);
    }

    /** Whether the records are not in the block, but on the disk in their own files. */
    boolean isForced() {
        return !data.hasRemaining();
    }

    /** Where the first record begins, as the end of what is before it. */
    DayEnd start() {
        return new DayEnd(firstId, fileNumber, offset);
    }

    /** The id after the last record. */
    long endId() {
        return firstId + records;
    }

    /** How long the block is, up to where the next one may begin. */
    int alignedBytes() {
        return aligned(length());
    }

    static int aligned(int bytes) {
        return (bytes + Journal.ALIGNMENT - 1) / Journal.ALIGNMENT * Journal.ALIGNMENT;
    }

    /** Writes the block at the position of a buffer, with the zeros behind it, and moves the position behind those. */
    void put(ByteBuffer out, long generation, long number) {
        int start = out.position();
        int length = length();
        out.putInt(MAGIC).putInt(length).putLong(generation).putLong(number);
        out.putLong(day.toEpochDay()).putLong(firstId).putInt(records).putInt(fileNumber);
        out.putLong(offset).putInt(0).putInt(0);
        out.put(types.duplicate()).put(data.duplicate());
        out.putInt(start + CRC, crc(out, start, length));
        int end = start + aligned(length);
        while (out.position() < end) {
            out.put((byte) 0);
        }
    }

    /** The length that a buffer's first bytes tell of, if they can begin the block that is looked for; else 0. */
    static int length(ByteBuffer header, long generation, long number, int maxBytes) {
        int length = header.getInt(LENGTH);
        boolean right = header.getInt(0) == MAGIC
                && length >= HEADER_BYTES
                && length <= maxBytes
                && header.getLong(8) == generation
                && header.getLong(16) == number;
        return right ? length : 0;
    }

    /** The block of that length at the beginning of a buffer, which it shares; empty if it is not whole. */
    static Optional<JournalBlock> get(ByteBuffer in, int length) {
        if (in.getInt(CRC) != crc(in, 0, length)) {
            return Optional.empty();
        }
        int records = in.getInt(40);
        int typeBytes = length == HEADER_BYTES ? 0 : records * Short.BYTES;
        if (records < 1 || typeBytes < 0 || typeBytes > length - HEADER_BYTES) {
            return Optional.empty();
        }
        LocalDate day;
        try {
            day = LocalDate.ofEpochDay(in.getLong(24));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.of(new JournalBlock(
                day,
                in.getLong(32),
                records,
                in.getInt(44),
                in.getLong(48),
                in.slice(HEADER_BYTES, typeBytes),
                in.slice(HEADER_BYTES + typeBytes, length - HEADER_BYTES - typeBytes)));
    }

    private int length() {
        return HEADER_BYTES + types.remaining() + data.remaining();
    }

    private static int crc(ByteBuffer bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        ByteBuffer view = bytes.duplicate();
        crc.update(view.limit(start + CRC).position(start));
        crc.update(view.limit(start + length).position(start + HEADER_BYTES));
        return (int) crc.getValue();
    }
}
