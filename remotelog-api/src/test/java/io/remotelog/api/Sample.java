package io.remotelog.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A record as a test appends it, or as it was read; records with the same bytes are equal.
 *
 * @param epochSeconds the time
 * @param type the type
 * @param payload the payload, from its position to its limit, owned by the sample
 */
public record Sample(int epochSeconds, short type, ByteBuffer payload) {

    /** A record with a payload in UTF-8. */
    public static Sample of(int epochSeconds, int type, String payload) {
        return new Sample(epochSeconds, (short) type, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
    }

    /** A record that differs from those of other numbers in time, type, length and payload. */
    public static Sample numbered(int number) {
        return of(1_772_236_800 + number, number % 1000, "record " + number + " " + "x".repeat(number % 50));
    }

    /** What a cursor is at, copied. */
    public static Sample at(RecordCursor cursor) {
        ByteBuffer payload = cursor.payload();
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
        copy.put(payload).flip();
        return new Sample(cursor.epochSeconds(), cursor.type(), copy);
    }

    /** All that a cursor still has. */
    public static List<Sample> rest(RecordCursor cursor) throws IOException {
        List<Sample> samples = new ArrayList<>();
        while (cursor.next()) {
            samples.add(at(cursor));
        }
        return samples;
    }

    /** All committed records of a day that exists. */
    public static List<Sample> all(LogStore store, LocalDate day) throws IOException {
        try (RecordCursor cursor = store.find(day).orElseThrow().cursor(0)) {
            return rest(cursor);
        }
    }

    /** Appends this record. */
    public void appendTo(LogWriter writer) throws IOException {
        writer.append(epochSeconds, type, payload);
    }

    /** The payload as text, for a failed assertion. */
    @Override
    public String toString() {
        String text = StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        return epochSeconds + " " + type + " " + (text.length() > 60 ? text.substring(0, 60) + "..." : text);
    }
}
