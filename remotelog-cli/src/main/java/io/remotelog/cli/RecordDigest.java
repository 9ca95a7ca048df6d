package io.remotelog.cli;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * The SHA-256 of records in a form that depends on nothing else: not on the store, its files, or the program that wrote them.
 *
 * <p>The form is that of each day, oldest first, and within a day that of each record, in the order of their ids. Integers
 * are big-endian and signed.
 *
 * <pre>
 * day                                          record
 * offset size field                            offset size field
 *      0    4 date, as the number yyyyMMdd          0    4 time, in unix seconds
 *      4    1 1 if it is finished, else 0           4    2 type
 *      5    8 how many records follow               6    4 length of the payload in bytes
 *                                                  10    n payload
 * </pre>
 *
 * <p>As each length comes before what it is of, different records never have one form. One thread.
 */
final class RecordDigest {
    private static final int DAY_BYTES = Integer.BYTES + Byte.BYTES + Long.BYTES;
    private static final int HEADER_BYTES = Integer.BYTES + Short.BYTES + Integer.BYTES;

    /** Many records an update: each of these costs more than to sum a small record. */
    private static final int BLOCK_BYTES = 64 * 1024;

    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private final MessageDigest digest;

    /** Of nothing yet. */
    RecordDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The records of a day follow. */
    void beginDay(LocalDate day, DayState state) {
        require(DAY_BYTES);
        block.putInt(Integer.parseInt(day.format(DateTimeFormatter.BASIC_ISO_DATE)));
        block.put((byte) (state.finished() ? 1 : 0));
        block.putLong(state.count());
    }

    /**
     * Takes in a record.
     *
     * @param payload from its position, which is moved, to its limit, which stays
     */
    void add(int epochSeconds, short type, ByteBuffer payload) {
        require(HEADER_BYTES);
        block.putInt(epochSeconds).putShort(type).putInt(payload.remaining());
        while (payload.remaining() > block.remaining()) {
            int part = block.remaining();
            block.put(block.position(), payload, payload.position(), part);
            payload.position(payload.position() + part);
            block.position(block.limit());
            flush();
        }
        block.put(payload);
    }

    /** What all of it comes to, in lower case hex digits. Nothing may be added afterwards. */
    String hex() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void require(int bytes) {
        if (block.remaining() < bytes) {
            flush();
        }
    }

    private void flush() {
        digest.update(block.array(), 0, block.position());
        block.clear();
    }
}
