package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/** Writes a finished day of records of one size, each of which tells its id, and checks a copy of it. */
final class FinishedDay {
    private FinishedDay() {}

    /**
     * In a process of its own, which prints {@code written}: takes the store's location, the zone, the day, the number of records
     * and a payload's bytes.
     */
    public static void main(String[] args) throws IOException {
        Child.endWithParent();
        try (LogStore store = LogStores.open(args[0])) {
            write(
                    store,
                    ZoneId.of(args[1]),
                    LocalDate.parse(args[2]),
                    Integer.parseInt(args[3]),
                    Integer.parseInt(args[4]));
        }
        System.out.println("written");
    }

    /** Writes it; the first byte of each payload is the lowest one of its id. */
    static void write(LogStore store, ZoneId zone, LocalDate day, int records, int payloadBytes) throws IOException {
        int noon = (int) day.atTime(LocalTime.NOON).atZone(zone).toEpochSecond();
        byte[] payload = Payload.bytes(payloadBytes);
        ByteBuffer buffer = ByteBuffer.wrap(payload);
        try (LogWriter writer = store.writer(zone)) {
            writer.open(day);
            for (int i = 0; i < records; i++) {
                payload[0] = (byte) i;
                writer.append(noon, (short) i, buffer);
                if (i % Sizes.RECORDS_A_COMMIT == 0) {
                    writer.commit();
                }
            }
            // Nothing of it is left for the disk to do while something is measured.
            writer.finish(day);
        }
    }

    /** Reads all of a copy, checksums included. */
    static void check(DayLog day, long records) throws IOException {
        long id = 0;
        try (RecordCursor cursor = day.cursor(0)) {
            for (; cursor.next(); id++) {
                ByteBuffer payload = cursor.payload();
                if (cursor.type() != (short) id || payload.get(payload.position()) != (byte) id) {
                    throw new IllegalStateException(day.day() + "/" + id + " is not the record that was written there");
                }
            }
        }
        if (id != records) {
            throw new IllegalStateException("records of " + day.day() + ": got " + id + ", want " + records);
        }
    }
}
