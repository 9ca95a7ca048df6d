package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Checks that memory does not grow with a day's size, and nor does the time to open a clean one: a day of 50 million records is
 * appended, opened and scanned. To be run in a JVM with a small heap. It prints what it took; only what is wrong fails it.
 */
final class LargeDay {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    private static final int PAYLOAD_BYTES = 20;

    private final LogStore store;
    private final PrintStream out;
    private final byte[] payload = Payload.bytes(PAYLOAD_BYTES);
    private final ByteBuffer buffer = ByteBuffer.wrap(payload);

    LargeDay(LogStore store, PrintStream out) {
        this.store = store;
        this.out = out;
    }

    /** Takes the number of records of a clean day whose opening is timed, and that of the large one. */
    public static void main(String[] args) throws IOException {
        long clean = Long.parseLong(args[0]);
        long large = Long.parseLong(args[1]);
        try (BenchFolder folder = new BenchFolder();
                LogStore store = LogStores.open(folder.store())) {
            new LargeDay(store, System.out).run(clean, large);
        }
    }

    void run(long clean, long large) throws IOException {
        // What is loaded and compiled at the first opening is no matter of the day's size.
        append(0, 1);
        append(1, clean);
        open(clean);
        append(clean, large);
        open(large);
        scan(large);
        out.printf(
                Locale.ROOT,
                "heap at most %,d MiB of %,d MiB%n",
                PeakHeap.mebibytes(),
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private void append(long from, long to) throws IOException {
        long began = System.nanoTime();
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            require("records found at opening", writer.open(DAY).count(), from);
            for (long id = from; id < to; id++) {
                payload[0] = (byte) id;
                writer.append(1_770_000_000, (short) id, buffer);
                if (id % Sizes.RECORDS_A_COMMIT == 0) {
                    writer.commit();
                }
            }
        }
        report("appended", to - from, began);
    }

    /** Opens a day that was closed in order. */
    private void open(long records) throws IOException {
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            long began = System.nanoTime();
            long found = writer.open(DAY).count();
            report("opened a clean day of", records, began);
            require("records found at opening", found, records);
        }
    }

    private void scan(long records) throws IOException {
        DayLog day = store.find(DAY).orElseThrow();
        require("count", day.count(), records);
        long began = System.nanoTime();
        long id = 0;
        try (RecordCursor cursor = day.cursor(0)) {
            for (; cursor.next(); id++) {
                ByteBuffer read = cursor.payload();
                require("id", cursor.id(), id);
                require("type of " + id, cursor.type(), (short) id);
                require("first byte of " + id, read.get(read.position()), (byte) id);
            }
        }
        report("scanned and verified", id, began);
        require("records scanned", id, records);
    }

    private void report(String what, long records, long began) {
        double millis = (System.nanoTime() - began) / 1e6;
        out.printf(Locale.ROOT, "%s %,d records in %,.1f ms%n", what, records, millis);
    }

    private static void require(String what, long got, long want) {
        if (got != want) {
            throw new IllegalStateException(what + ": got " + got + ", want " + want);
        }
    }
}
