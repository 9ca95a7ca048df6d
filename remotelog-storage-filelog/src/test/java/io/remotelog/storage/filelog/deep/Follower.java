package io.remotelog.storage.filelog.deep;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Reads what a {@link Flood} appends in another process, day after day, as close behind it as it can. Fails at anything but
 * whole records in order, of all the ids that there are. One thread.
 */
final class Follower {
    private final Path root;
    private final Consumer<LocalDate> passed;

    /** The last day, once it is known. */
    private final AtomicReference<LocalDate> last;

    private long records;
    private long waits;

    Follower(Path root, Consumer<LocalDate> passed, AtomicReference<LocalDate> last) {
        this.root = root;
        this.passed = passed;
        this.last = last;
    }

    /** A process of its own: the folder. Prints each day that it has passed; a line of input is the last day. */
    public static void main(String[] args) throws Exception {
        AtomicReference<LocalDate> last = new AtomicReference<>();
        Thread input = new Thread(
                () -> {
                    try (Scanner in = new Scanner(System.in, StandardCharsets.UTF_8)) {
                        last.set(LocalDate.parse(in.nextLine()));
                    }
                },
                "reads-last-day");
        input.setDaemon(true);
        input.start();
        Follower follower = new Follower(Path.of(args[0]), System.out::println, last);
        try {
            follower.run();
            System.out.println("read " + follower.records());
        } catch (AssertionError | IOException | RuntimeException e) {
            System.out.println("wrong: " + e);
        }
    }

    /** Reads to the end of the last day. */
    void run() throws IOException {
        try (LogStore store = LogStores.open("filelog:" + root)) {
            for (LocalDate day = Flood.FIRST_DAY; awaitDay(store, day); day = day.plusDays(1)) {
                read(store.find(day).orElseThrow());
                passed.accept(day);
            }
        }
    }

    /** Waits for a day; false if there will be none. */
    private boolean awaitDay(LogStore store, LocalDate day) throws IOException {
        while (store.find(day).isEmpty()) {
            if (isAfterLast(day)) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    long records() {
        return records;
    }

    /** How often it was at the end of what there was. */
    long waits() {
        return waits;
    }

    private boolean isAfterLast(LocalDate day) {
        LocalDate known = last.get();
        return known != null && day.isAfter(known);
    }

    private void read(DayLog log) throws IOException {
        long next = 0;
        try (RecordCursor cursor = log.cursor(0)) {
            boolean finished = false;
            while (true) {
                while (cursor.next()) {
                    Flood.requireAt(log.day(), cursor, next);
                    next++;
                    records++;
                }
                if (finished) {
                    if (next != log.count()) {
                        throw new AssertionError(log.day() + " is finished, read " + next + " of " + log.count());
                    }
                    return;
                }
                waits++;
                finished = log.isFinished();
            }
        }
    }
}
