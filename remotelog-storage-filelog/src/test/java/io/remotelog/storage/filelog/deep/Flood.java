package io.remotelog.storage.filelog.deep;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.storage.filelog.PlantedStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A process that appends as fast as it can, day after day, while others read. What a record holds follows from its day and
 * its id, cheaply. It removes a day when it is told that all have passed it, and waits before it is too far ahead.
 */
final class Flood {
    static final LocalDate FIRST_DAY = LocalDate.of(2026, 3, 1);

    /** What ends it, after the day that it is in. */
    static final String STOP = "stop";

    /** More than a data file holds. */
    private static final int RECORDS_PER_DAY = 1_100_000;

    private static final int MAX_PAYLOAD = 160;
    private static final int MAX_RECORDS_PER_COMMIT = 600;

    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private final ByteBuffer payload = ByteBuffer.allocate(MAX_PAYLOAD);
    private final Random random = new Random(1);
    private LocalDate passed = FIRST_DAY.minusDays(1);
    private LocalDate deleted = passed;
    private boolean stopped;

    private Flood() {}

    /** The location. Prints the last day when that is finished. */
    public static void main(String[] args) throws Exception {
        Flood flood = new Flood();
        Thread reader = new Thread(flood::read, "reads-orders");
        reader.setDaemon(true);
        reader.start();
        try (LogStore store = PlantedStores.open(args[0]);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            System.out.println(flood.run(writer));
        }
    }

    /** What a record is. */
    static int epochSeconds(LocalDate day, long id) {
        return (int) (day.toEpochDay() * 31 + id);
    }

    static short type(long id) {
        return (short) (id * 7);
    }

    private static int length(long id) {
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 57);
    }

    private static byte content(LocalDate day, long id) {
        return (byte) (id ^ (id >>> 8) ^ day.toEpochDay());
    }

    /** Fails unless a cursor is at the record of its id. */
    static void requireAt(LocalDate day, RecordCursor cursor, long want) {
        long id = cursor.id();
        ByteBuffer got = cursor.payload();
        boolean right = id == want
                && cursor.epochSeconds() == epochSeconds(day, id)
                && cursor.type() == type(id)
                && got.remaining() == length(id);
        byte content = content(day, id);
        for (int i = got.position(); right && i < got.limit(); i++) {
            right = got.get(i) == content;
        }
        if (!right) {
            throw new AssertionError("a wrong record: " + day + "/" + id + ", want id " + want + ": time "
                    + cursor.epochSeconds() + ", type " + cursor.type() + ", " + got.remaining() + " bytes");
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.add(line);
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        orders.add(STOP);
    }

    private LocalDate run(LogWriter writer) throws IOException, InterruptedException {
        LocalDate day = FIRST_DAY;
        while (true) {
            writer.open(day);
            fill(writer, day);
            writer.finish(day);
            if (stopped) {
                return day;
            }
            while (!stopped && passed.isBefore(day.minusDays(1))) {
                take(orders.take());
            }
            delete(writer);
            day = day.plusDays(1);
        }
    }

    private void fill(LogWriter writer, LocalDate day) throws IOException {
        long id = 0;
        while (!stopped && id < RECORDS_PER_DAY) {
            long end = id + 1 + random.nextInt(MAX_RECORDS_PER_COMMIT);
            for (; id < end; id++) {
                int length = length(id);
                byte content = content(day, id);
                payload.clear();
                for (int i = 0; i < length; i++) {
                    payload.put(content);
                }
                writer.append(epochSeconds(day, id), type(id), payload.flip());
            }
            writer.commit();
            for (String order = orders.poll(); order != null; order = orders.poll()) {
                take(order);
            }
        }
    }

    private void delete(LogWriter writer) throws IOException {
        while (deleted.isBefore(passed)) {
            deleted = deleted.plusDays(1);
            writer.delete(deleted);
        }
    }

    private void take(String order) {
        if (order.equals(STOP)) {
            stopped = true;
        } else {
            passed = LocalDate.parse(order);
        }
    }
}
