package io.remotelog.bench;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Checks that a day opens after a kill in a time that is no matter of its size, and with all that was acknowledged. The
 * arguments are {@code append STORE RECORDS}, which ends as a kill does, without a step that a process takes in order; then
 * {@code open STORE RECORDS}.
 */
final class KilledDay {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    private static final int PAYLOAD_BYTES = 20;

    private KilledDay() {}

    /** Takes a step. */
    public static void main(String[] args) throws IOException {
        long records = Long.parseLong(args[2]);
        try (LogStore store = LogStores.open(args[1])) {
            switch (args[0]) {
                case "append" -> append(store, records);
                case "open" -> open(store, records);
                default -> throw new IllegalArgumentException(args[0] + ", want append or open");
            }
        }
    }

    private static void append(LogStore store, long records) throws IOException {
        ByteBuffer payload = ByteBuffer.wrap(Payload.bytes(PAYLOAD_BYTES));
        LogWriter writer = store.writer(ZoneOffset.UTC);
        writer.open(DAY);
        for (long id = 0; id < records; id++) {
            writer.append(1_770_000_000, (short) id, payload);
            if (id % Sizes.RECORDS_A_COMMIT == 0) {
                writer.commit();
            }
        }
        writer.commit();
        Runtime.getRuntime().halt(0);
    }

    private static void open(LogStore store, long records) throws IOException {
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            // What is loaded and compiled at a first opening is no matter of the day's size.
            writer.open(DAY.minusDays(1));
            long began = System.nanoTime();
            RecoveryReport report = writer.open(DAY);
            double millis = (System.nanoTime() - began) / 1e6;
            System.out.printf(
                    Locale.ROOT, "opened a day of %,d records after a kill in %,.1f ms%n", report.count(), millis);
            if (report.count() != records || !report.isClean()) {
                throw new IllegalStateException("records found after a kill: got " + report + ", want " + records);
            }
        }
    }
}
