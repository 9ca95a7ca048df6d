package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.remotelog.api.Days;
import io.remotelog.api.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * The body of a records message: records one after the other, big-endian.
 *
 * <pre>
 * offset size field
 *      0    4 payload length
 *      4   10 date               text, 2026-11-22
 *     14    4 time               unix seconds
 *     18    8 id
 *     26    2 data file number   id / 1,000,000
 *     28    8 offset             in the data file
 *     36    2 type
 *     38    4 length             the payload length again
 *     42    n payload
 * </pre>
 */
final class RecordBatch {
    private static final int PAYLOAD_LENGTH = 0;
    private static final int DATE = PAYLOAD_LENGTH + Integer.BYTES;
    private static final int DATE_BYTES = 10;
    private static final int TIME = DATE + DATE_BYTES;
    private static final int ID = TIME + Integer.BYTES;
    private static final int DATA_FILE = ID + Long.BYTES;
    private static final int OFFSET = DATA_FILE + Short.BYTES;
    private static final int TYPE = OFFSET + Long.BYTES;
    private static final int LENGTH = TYPE + Short.BYTES;
    private static final int PAYLOAD = LENGTH + Integer.BYTES;

    /** The bytes of a record besides its payload. */
    static final int OVERHEAD_BYTES = PAYLOAD;

    private static final long RECORDS_PER_DATA_FILE = 1_000_000;

    private RecordBatch() {}

    /** Writes the day as it stands in each record. */
    static byte[] dateBytes(LocalDate day) {
        return Days.format(day).getBytes(StandardCharsets.US_ASCII);
    }

    /** Puts the record that the cursor is at to the end of a batch. */
    static void append(ByteBuf batch, byte[] date, RecordCursor cursor) {
        ByteBuffer payload = cursor.payload();
        int length = payload.remaining();
        batch.ensureWritable(PAYLOAD + length);
        batch.writeInt(length);
        batch.writeBytes(date);
        batch.writeInt(cursor.epochSeconds());
        batch.writeLong(cursor.id());
        batch.writeShort((short) (cursor.id() / RECORDS_PER_DATA_FILE));
        batch.writeLong(cursor.offset());
        batch.writeShort(cursor.type());
        batch.writeInt(length);
        batch.writeBytes(payload);
    }

    /** Takes the checked records of a batch. */
    @FunctionalInterface
    interface RecordSink<E extends Exception> {
        void accept(int epochSeconds, short type, ByteBuffer payload) throws E;
    }

    /**
     * Checks that a batch holds whole records of one day, with ids that follow each other.
     *
     * @return how many there are
     */
    static int check(ByteBuf batch, LocalDate day, long firstId) throws SyncProtocolException {
        byte[] date = dateBytes(day);
        int at = batch.readerIndex();
        int end = batch.writerIndex();
        int records = 0;
        while (at < end) {
            at = checkRecord(batch, at, end, date, day, firstId + records);
            records++;
        }
        return records;
    }

    private static int checkRecord(ByteBuf batch, int at, int end, byte[] date, LocalDate day, long wantId)
            throws SyncProtocolException {
        if (end - at < PAYLOAD) {
            throw wrong(day, wantId, "cut short after " + (end - at) + " bytes, want " + PAYLOAD + " or more");
        }
        int length = batch.getInt(at + PAYLOAD_LENGTH);
        int lengthAgain = batch.getInt(at + LENGTH);
        if (length < 0 || length > end - at - PAYLOAD || length != lengthAgain) {
            throw wrong(
                    day,
                    wantId,
                    "payload lengths " + length + " and " + lengthAgain + ", want twice the same, 0 to "
                            + (end - at - PAYLOAD));
        }
        for (int i = 0; i < DATE_BYTES; i++) {
            if (batch.getByte(at + DATE + i) != date[i]) {
                String got = batch.toString(at + DATE, DATE_BYTES, StandardCharsets.US_ASCII);
                throw wrong(day, wantId, "day '" + got.replaceAll("[^ -~]", "?") + "'");
            }
        }
        long id = batch.getLong(at + ID);
        if (id != wantId) {
            throw wrong(day, wantId, "id " + id);
        }
        short dataFile = batch.getShort(at + DATA_FILE);
        if (dataFile != (short) (id / RECORDS_PER_DATA_FILE)) {
            throw wrong(day, wantId, "data file " + dataFile + ", want " + id / RECORDS_PER_DATA_FILE);
        }
        return at + PAYLOAD + length;
    }

    private static SyncProtocolException wrong(LocalDate day, long wantId, String got) {
        return new SyncProtocolException("records: want " + day + "/" + wantId + ", got " + got);
    }

    /** Hands out the records of a batch that {@link #check} has passed. */
    static <E extends Exception> void forEach(ByteBuf batch, RecordSink<E> sink) throws E {
        ByteBuffer bytes = batch.nioBuffer();
        int at = 0;
        while (at < bytes.limit()) {
            int length = bytes.getInt(at + PAYLOAD_LENGTH);
            sink.accept(bytes.getInt(at + TIME), bytes.getShort(at + TYPE), bytes.slice(at + PAYLOAD, length));
            at += PAYLOAD + length;
        }
    }
}
