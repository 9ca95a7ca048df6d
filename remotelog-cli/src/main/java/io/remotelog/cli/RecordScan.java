package io.remotelog.cli;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogReader;
import io.remotelog.api.LogRecord;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Hands the records of a range to a sink, in order, and those to come if asked to follow. One thread. */
final class RecordScan {
    /** Any time would do: what comes ends the wait. */
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final LogStore store;
    private final ScanRange range;
    private final Sink sink;

    RecordScan(LogStore store, ScanRange range, Sink sink) {
        this.store = store;
        this.range = range;
        this.sink = sink;
    }

    /**
     * Runs to the end of the range, or until the sink has enough. The end is where it is at the beginning, so that a writer
     * in the meantime does not keep it from ending.
     *
     * @throws CommandFailedException if the day that was asked for is absent
     * @throws IOException also if the first day is shorter than the id to begin at
     * @throws InterruptedException if the thread is interrupted while it waits for records
     */
    void run() throws IOException, CommandFailedException, InterruptedException {
        if (range.isOneDay()) {
            requireDay(range.date().orElseThrow());
        }
        List<LocalDate> days = store.days().stream().filter(range::holds).toList();
        if (days.isEmpty() && !range.follow()) {
            return;
        }
        Position end = range.follow() ? null : endOf(days.get(days.size() - 1));
        try (LogReader reader = reader(days)) {
            while (step(reader, Optional.ofNullable(end))) {
                // The step has done it.
            }
        }
    }

    /** Returns false at the end. */
    private boolean step(LogReader reader, Optional<Position> end) throws IOException, InterruptedException {
        LogReader.Step step = reader.poll();
        if (step == LogReader.Step.NOTHING_YET && range.follow()) {
            sink.idle();
            step = reader.poll(WAIT);
        }
        return switch (step) {
            case RECORD -> range.holds(reader.day()) && isBefore(end, reader) && sink.accept(reader);
            case END_OF_DAY ->
                range.reaches(reader.day().plusDays(1))
                        && (end.isEmpty() || reader.day().isBefore(end.get().day()));
            case NOTHING_YET -> range.follow();
            case CLOSED -> false;
        };
    }

    private static boolean isBefore(Optional<Position> end, LogRecord record) {
        if (end.isEmpty()) {
            return true;
        }
        int byDay = record.day().compareTo(end.get().day());
        return byDay < 0 || (byDay == 0 && record.id() < end.get().id());
    }

    private LogReader reader(List<LocalDate> days) throws IOException {
        if (days.isEmpty()) {
            return range.date().isPresent()
                    ? LogReader.fromDay(store, range.date().get())
                    : LogReader.fromNewestDay(store);
        }
        boolean fromNewest = range.follow() && range.date().isEmpty();
        return LogReader.from(store, new Position(days.get(fromNewest ? days.size() - 1 : 0), range.fromId()));
    }

    private Position endOf(LocalDate day) throws IOException {
        Optional<DayLog> log = store.find(day);
        return new Position(day, log.isPresent() ? log.get().count() : 0);
    }

    private void requireDay(LocalDate day) throws IOException, CommandFailedException {
        List<LocalDate> days = store.days();
        if (!days.contains(day)) {
            throw new CommandFailedException("day " + day + " is not in the store, "
                    + (days.isEmpty()
                            ? "which holds none"
                            : "its days are " + days.get(0) + " to " + days.get(days.size() - 1)));
        }
    }

    /** Takes the records. */
    interface Sink {
        /** Takes a record; returns false if no more are wanted. */
        boolean accept(LogRecord record) throws IOException;

        /** There is nothing more for now. */
        void idle() throws IOException;
    }
}
