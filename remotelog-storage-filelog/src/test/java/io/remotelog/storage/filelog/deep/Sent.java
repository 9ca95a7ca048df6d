package io.remotelog.storage.filelog.deep;

import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Random;

/**
 * The records that are appended: what a record holds follows from a seed, its day and its id, so that whoever reads it knows
 * what it must be. One thread.
 */
final class Sent {
    /** In the payload of some records, so that a write to the disk that holds one can be told from others. */
    static final String MARKED = "a-marked-record";

    private static final int MARKED_EVERY = 40;

    private final long seed;
    private final int maxPayload;
    private final Random random = new Random();

    Sent(long seed) {
        this(seed, Integer.MAX_VALUE);
    }

    /** As {@link #Sent(long)}, but no payload is longer. */
    Sent(long seed, int maxPayload) {
        this.seed = seed;
        this.maxPayload = maxPayload;
    }

    /** The record of a day and id. */
    Sample record(LocalDate day, long id) {
        random.setSeed(seed * 31 + day.toEpochDay() * 1_000_003 + id * 0x9E3779B97F4A7C15L);
        int time = random.nextInt();
        short type = (short) random.nextInt();
        if (id % MARKED_EVERY == MARKED_EVERY - 1) {
            return new Sample(time, type, ByteBuffer.wrap((MARKED + " " + id).getBytes(StandardCharsets.UTF_8)));
        }
        byte[] payload = new byte[Math.min(length(), maxPayload)];
        // Zeros look like what a file system makes of a lost block.
        if (random.nextInt(8) > 0) {
            random.nextBytes(payload);
        }
        return new Sample(time, type, ByteBuffer.wrap(payload));
    }

    /** Fails unless a cursor is at the record that was sent under its id. */
    void requireAt(LocalDate day, RecordCursor cursor) {
        Sample want = record(day, cursor.id());
        if (cursor.epochSeconds() != want.epochSeconds()
                || cursor.type() != want.type()
                || !cursor.payload().equals(want.payload())) {
            throw new AssertionError("a wrong record: " + day + "/" + cursor.id() + " is time " + cursor.epochSeconds()
                    + ", type " + cursor.type() + ", " + cursor.payload().remaining() + " bytes; want time "
                    + want.epochSeconds() + ", type " + want.type() + ", "
                    + want.payload().remaining() + " bytes");
        }
    }

    private int length() {
        int kind = random.nextInt(100);
        if (kind < 10) {
            return 0;
        }
        return random.nextInt(kind < 80 ? 120 : kind < 98 ? 1_500 : 9_000);
    }
}
