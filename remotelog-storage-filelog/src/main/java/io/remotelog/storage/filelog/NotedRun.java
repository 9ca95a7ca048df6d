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
 *      0    4 magic 0x524C504E "RLPN", or 0x524C5043 "RLPC" of records that were committed
 *      4    4 number of checksums
 *      8   16 producer
 *     24    8 sequence of the first record
 *     32    8 id of the first record
 *     40    8 day, as days since 1970-01-01
 *     48    4 number of records, 1 or more
 *     52    8 time of the producer's last record, seconds since 1970-01-01T00:00Z
 *     60    4 CRC32C of the entry without this field
 *     64   4n checksums as {@code crc32c} has them: of each record, or, if they were committed, of the last one
 * </pre>
 *
 * <p>A note is written before the commit of its records, so they may not be in the log, or only the first ones of them, with
 * another program's behind them. Those that were committed can be lost all the same, with the power under {@code fsync=interval} or
 * {@code never}.
 *
 * @param run the records
 * @param epochSeconds the time of the producer's last record
 * @param checksums of each of the records, or of the last one
 * @param isCommitted whether the records were committed when this was written
 */
record NotedRun(ProducedRun run, long epochSeconds, ByteBuffer checksums, boolean isCommitted) {
    static final int HEADER_BYTES = 64;

    private static final int NOTE_MAGIC = 0x524C504E;
    private static final int COMMITTED_MAGIC = 0x524C5043;
    private static final int COUNT = 4;
    private static final int CRC = 60;

    /** Of records that are about to be committed. */
    static NotedRun note(ProducedRun run, long epochSeconds, ByteBuffer checksums) {
        return new NotedRun(run, epochSeconds, checksums, false);
    }

    /** Of records that were committed, with the checksum of the last one. */
    static NotedRun committed(ProducedRun run, long epochSeconds, int lastChecksum) {
        ByteBuffer checksum =
                ByteBuffer.allocate(Layout.CHECKSUM_BYTES).putInt(lastChecksum).flip();
        return new NotedRun(run, epochSeconds, checksum, true);
    }

    /** The first ones of the records, which were committed. */
    NotedRun committed(int records) {
        ProducedRun first = new ProducedRun(run.producer(), run.sequence(), run.first(), records);
        return committed(first, epochSeconds, isCommitted ? lastChecksum() : checksum(records - 1));
    }

    /** The checksum of a record of a note, the first one being 0. */
    int checksum(int record) {
        return checksums.getInt(checksums.position() + record * Layout.CHECKSUM_BYTES);
    }

    int lastChecksum() {
        return checksums.getInt(checksums.limit() - Layout.CHECKSUM_BYTES);
    }

    /** Where the last record is. */
    Position last() {
        return last(run);
    }

    /** Where the last record of a run is. */
    static Position last(ProducedRun run) {
        return new Position(run.first().day(), run.first().id() + run.records() - 1);
    }

    int bytes() {
        return HEADER_BYTES + checksums.remaining();
    }

    /** Writes the entry at the position of a buffer, and moves that behind it. */
    void put(ByteBuffer out) {
        int start = out.position();
        UUID producer = run.producer();
        out.putInt(isCommitted ? COMMITTED_MAGIC : NOTE_MAGIC).putInt(checksums.remaining() / Layout.CHECKSUM_BYTES);
        out.putLong(producer.getMostSignificantBits()).putLong(producer.getLeastSignificantBits());
        out.putLong(run.sequence()).putLong(run.first().id());
        out.putLong(run.first().day().toEpochDay()).putInt(run.records()).putLong(epochSeconds);
        out.putInt(0).put(checksums.duplicate());
        out.putInt(start + CRC, crc(out, start, out.position() - start));
    }

    /** The entry at an offset of a buffer, whose checksums share it; empty if there is no whole one. */
    static Optional<NotedRun> get(ByteBuffer in, int at) {
        if (in.limit() - at < HEADER_BYTES) {
            return Optional.empty();
        }
        boolean isCommitted = in.getInt(at) == COMMITTED_MAGIC;
        if (!isCommitted && in.getInt(at) != NOTE_MAGIC) {
            return Optional.empty();
        }
        int count = in.getInt(at + COUNT);
        if (count < 1 || count > (in.limit() - at - HEADER_BYTES) / Layout.CHECKSUM_BYTES) {
            return Optional.empty();
        }
        int checksumBytes = count * Layout.CHECKSUM_BYTES;
        if (in.getInt(at + CRC) != crc(in, at, HEADER_BYTES + checksumBytes)) {
            return Optional.empty();
        }
        int records = in.getInt(at + 48);
        if (count != (isCommitted ? 1 : records)) {
            return Optional.empty();
        }
        try {
            Position first = new Position(LocalDate.ofEpochDay(in.getLong(at + 40)), in.getLong(at + 32));
            UUID producer = new UUID(in.getLong(at + 8), in.getLong(at + 16));
            ProducedRun run = new ProducedRun(producer, in.getLong(at + 24), first, records);
            return Optional.of(
                    new NotedRun(run, in.getLong(at + 52), in.slice(at + HEADER_BYTES, checksumBytes), isCommitted));
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
