package io.remotelog.cli;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Hands the records of a range to a sink, in order and across days, and waits for more at the end if asked to follow.
 * One thread.
 */
final class RecordScan {
    private final LogStore store;
    private final ScanRange range;
    private final Sink sink;
    private final Semaphore changes = new Semaphore(0);

    RecordScan(LogStore store, ScanRange range, Sink sink) {
        this.store = store;
        this.range = range;
        this.sink = sink;
    }

    /**
     * Runs to the end of the range, or until the sink has enough.
     *
     * @throws CommandFailedException if the day that was asked for is absent, or shorter than the id to begin at
     * @throws InterruptedException if the thread is interrupted while it waits for records
     */
    void run() throws IOException, CommandFailedException, InterruptedException {
        if (!range.follow()) {
            readRange();
            return;
        }
        // Before the first look: a record in between still wakes.
        Subscription subscription = store.subscribe(changes::release);
        try {
            readRange();
        } finally {
            subscription.close();
        }
    }

    private void readRange() throws IOException, CommandFailedException, InterruptedException {
        Optional<LocalDate> day = await(this::firstDay);
        if (day.isEmpty() && range.isOneDay()) {
            throw new CommandFailedException("day " + range.date().orElseThrow() + " is not in the store, "
                    + (store.days().isEmpty() ? "which holds none" : "its days are " + firstAndLast()));
        }
        long fromId = range.fromId();
        while (day.isPresent() && range.reaches(day.get()) && readDay(day.get(), fromId)) {
            LocalDate next = day.get().plusDays(1);
            day = range.reaches(next) ? await(() -> dayFrom(next)) : Optional.empty();
            fromId = 0;
        }
    }

    /** Returns false if the sink has enough. */
    private boolean readDay(LocalDate day, long fromId)
            throws IOException, CommandFailedException, InterruptedException {
        Optional<DayLog> found = store.find(day);
        if (found.isEmpty()) {
            return true; // Retention removed it since it was listed.
        }
        DayLog log = found.get();
        long count = log.count();
        if (fromId > count) {
            throw new CommandFailedException(
                    "--from " + fromId + " is past the end of " + day + ", which holds " + count + " records");
        }
        try (RecordCursor cursor = log.cursor(fromId)) {
            while (true) {
                // Asked before reading: what comes after a yes belongs to a later day.
                boolean complete = log.isFinished() || dayFrom(day.plusDays(1)).isPresent();
                while ((range.follow() || fromId < count) && cursor.next()) {
                    if (!sink.accept(day, cursor)) {
                        return false;
                    }
                    fromId++;
                }
                if (complete || !range.follow()) {
                    return true;
                }
                awaitChange();
            }
        }
    }

    private Optional<LocalDate> await(DaySource source) throws IOException, InterruptedException {
        Optional<LocalDate> day = source.find();
        while (day.isEmpty() && range.follow()) {
            awaitChange();
            day = source.find();
        }
        return day;
    }

    private void awaitChange() throws IOException, InterruptedException {
        sink.idle();
        changes.acquire();
        changes.drainPermits();
    }

    private Optional<LocalDate> firstDay() throws IOException {
        if (range.date().isPresent()) {
            return dayFrom(range.date().get()).filter(range::reaches);
        }
        return store.days().stream().reduce((oldest, newest) -> range.follow() ? newest : oldest);
    }

    private Optional<LocalDate> dayFrom(LocalDate from) throws IOException {
        return store.days().stream().filter(day -> !day.isBefore(from)).findFirst();
    }

    private String firstAndLast() throws IOException {
        LocalDate oldest = store.days().get(0);
        return oldest + " to " + store.days().stream().reduce(oldest, (a, b) -> b);
    }

    @FunctionalInterface
    private interface DaySource {
        Optional<LocalDate> find() throws IOException;
    }

    /** Takes the records. */
    interface Sink {
        /** Takes the record that the cursor is at; returns false if no more are wanted. */
        boolean accept(LocalDate day, RecordCursor record) throws IOException;

        /** There is nothing more for now. */
        void idle() throws IOException;
    }
}
