package io.remotelog.storage.filelog;

import io.remotelog.api.Position;
import io.remotelog.api.ProducedRun;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Records of a producer, as an entry of the file {@code producers} holds them. All integers are big-endian.
 *
 * <pre>
 * offset size field
 *      0    4 magic 0x524C5045 "RLPE"
 *      4    4 number of checksums: that of the records, or 0
 *      8   16 producer
 *     24    8 sequence of the first record
 *     32    8 id of the first record
 *     40    8 day, as days since 1970-01-01
 *     48    4 number of records, 1 or more
 *     52    8 time of the producer's last record, seconds since 1970-01-01T00:00Z
 *     60    4 CRC32C of the entry without this field
 *     64   4n checksums of the records, as {@code crc32c} has them
 * </pre>
 *
 * <p>With checksums it was written before the commit of its records, so they may not be in the log, or only the first ones of
 * them, with another program's behind them. Without, they were committed.
 *
 * @param run the records
 * @param epochSeconds the time of the producer's last record
 * @param checksums of the records, or empty
 */
record NotedRun(ProducedRun run, long epochSeconds, ByteBuffer checksums) {
    static final int HEADER_BYTES = 64;

    private static final int MAGIC = 0x524C5045;
    private static final int COUNT = 4;
    private static final int CRC = 60;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Of records that are known to be in the log. */
    static NotedRun committed(ProducedRun run, long epochSeconds) {
        return new NotedRun(run, epochSeconds, NOTHING);
    }

    boolean isCommitted() {
        return !checksums.hasRemaining();
    }

    /** What the checksum of a record is to be, the first one being 0. */
    int checksum(int record) {
        return checksums.getInt(checksums.position() + record * Layout.CHECKSUM_BYTES);
    }

    int bytes() {
        return HEADER_BYTES + checksums.remaining();
    }

    /** Writes the entry at the position of a buffer, and moves that behind it. */
    void put(ByteBuffer out) {
        int start = out.position();
        UUID producer = run.producer();
        out.putInt(MAGIC).putInt(checksums.remaining() / Layout.CHECKSUM_BYTES);
        out.putLong(producer.getMostSignificantBits()).putLong(producer.getLeastSignificantBits());
        out.putLong(run.sequence()).putLong(run.first().id());
        out.putLong(run.first().day().toEpochDay()).putInt(run.records()).putLong(epochSeconds);
        out.putInt(0).put(checksums.duplicate());
        out.putInt(start + CRC, crc(out, start, out.position() - start));
    }

    /** The entry at an offset of a buffer, whose checksums share it; empty if there is no whole one. */
    static Optional<NotedRun> get(ByteBuffer in, int at) {
        if (in.limit() - at < HEADER_BYTES || in.getInt(at) != MAGIC) {
            return Optional.empty();
        }
        int count = in.getInt(at + COUNT);
        if (count < 0 || count > (in.limit() - at - HEADER_BYTES) / Layout.CHECKSUM_BYTES) {
            return Optional.empty();
        }
        int checksumBytes = count * Layout.CHECKSUM_BYTES;
        if (in.getInt(at + CRC) != crc(in, at, HEADER_BYTES + checksumBytes)) {
            return Optional.empty();
        }
        int records = in.getInt(at + 48);
        if (count > 0 && count != records) {
            return Optional.empty();
        }
        try {
            Position first = new Position(LocalDate.ofEpochDay(in.getLong(at + 40)), in.getLong(at + 32));
            UUID producer = new UUID(in.getLong(at + 8), in.getLong(at + 16));
            ProducedRun run = new ProducedRun(producer, in.getLong(at + 24), first, records);
            return Optional.of(new NotedRun(run, in.getLong(at + 52), in.slice(at + HEADER_BYTES, checksumBytes)));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int crc(ByteBuffer bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        ByteBuffer view = bytes.duplicate();
        crc.update(view.limit(start + CRC).position(start));
        crc.update(view.limit(start + length).position(start + HEADER_BYTES));
        return (int) crc.getValue();
    }
}
