package io.remotelog.storage.filelog;

import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** A record as it was handed to a store. Its time is different from that of all others of a run, so no two are the same. */
final class Sent {
    private final int time;
    private final short type;
    private final byte[] payload;

    Sent(int time, short type, byte[] payload) {
        this.time = time;
        this.type = type;
        this.payload = payload;
    }

    /** One of a random size: some are empty, most are small, and some go past what is staged. */
    static Sent random(Random random, int serial, Sizes sizes) {
        int size = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> random.nextInt(8);
            case 2 -> random.nextInt(Math.min(3000, 3 * sizes.stagingBytes()));
            default -> random.nextInt(100);
        };
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        if (size >= 10 && random.nextInt(8) == 0) {
            // Looks like the header of an empty record.
            ByteBuffer.wrap(payload).putShort(Layout.MAGIC).putInt(serial).putInt(0);
        }
        return new Sent(serial, (short) random.nextInt(), payload);
    }

    static Sent of(RecordCursor cursor) {
        byte[] payload = new byte[cursor.payload().remaining()];
        cursor.payload().get(payload);
        return new Sent(cursor.epochSeconds(), cursor.type(), payload);
    }

    short type() {
        return type;
    }

    /** Whether zeros, and the magic, would be this record. */
    boolean isBlank() {
        return time == 0 && payload.length == 0;
    }

    int bytes() {
        return Layout.RECORD_PAYLOAD + payload.length;
    }

    void appendTo(LogWriter writer) throws IOException {
        writer.append(time, type, ByteBuffer.wrap(payload));
    }

    /** As it is in a data file. */
    byte[] record() {
        return ByteBuffer.allocate(bytes())
                .putShort(Layout.MAGIC)
                .putInt(time)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sent sent
                && sent.time == time
                && sent.type == type
                && Arrays.equals(sent.payload, payload);
    }

    @Override
    public int hashCode() {
        return time;
    }

    @Override
    public String toString() {
        return time + ":" + type + ":" + payload.length;
    }
}
