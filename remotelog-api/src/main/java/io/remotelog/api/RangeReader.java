package io.remotelog.api;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Reads the records of a {@linkplain ReadRange range}, over any store, step by step.
 *
 * <p>One thread reads; {@link #close()} may be called by any, with what {@link LogReader#close()} says. Close readers before
 * their store.
 */
public final class RangeReader implements Closeable {
    private final ReadRange range;
    private final LogReader reader;

    /** Empty if following. */
    private final Optional<Position> end;

    private long left;
    private boolean ended;

    private RangeReader(ReadRange range, LogReader reader, Optional<Position> end, boolean ended) {
        this.range = range;
        this.reader = reader;
        this.end = end;
        this.left = range.limit();
        this.ended = ended || left == 0;
    }

    /** What a step has come to. */
    public enum Step {
        /** A record: {@link #record()} tells of it, until the next step. */
        RECORD,

        /** A record of another type, or the end of a day, was passed. */
        PASSED,

        /** There is no record after {@link #position()} yet; only if following. */
        NOTHING_YET,

        /** The end of the range. */
        END,

        /** The reader is closed. */
        CLOSED
    }

    /**
     * Begins to read.
     *
     * @throws NoSuchDayException if the first day is not there, and must be
     */
    public static RangeReader open(LogStore store, ReadRange range) throws IOException {
        List<LocalDate> days = store.days();
        if (range.ifAbsent() == ReadRange.IfAbsent.FAIL
                && range.firstDay().isPresent()
                && !days.contains(range.firstDay().get())) {
            throw new NoSuchDayException(range.firstDay().get(), days);
        }
        List<LocalDate> held = days.stream().filter(range::holds).toList();
        Optional<Position> end = range.follow() || held.isEmpty()
                ? Optional.empty()
                : Optional.of(endOf(store, held.get(held.size() - 1)));
        return new RangeReader(range, reader(store, range, held), end, held.isEmpty() && !range.follow());
    }

    private static LogReader reader(LogStore store, ReadRange range, List<LocalDate> held) throws IOException {
        Optional<LocalDate> asked = range.firstDay();
        if (asked.isPresent() && range.ifAbsent() == ReadRange.IfAbsent.NEXT_DAY) {
            return LogReader.from(store, new Position(asked.get(), range.fromId()));
        }
        if (held.isEmpty()) {
            return asked.isPresent() ? LogReader.fromDay(store, asked.get()) : LogReader.fromNewestDay(store);
        }
        boolean fromNewest = range.follow() && asked.isEmpty();
        return LogReader.from(store, new Position(held.get(fromNewest ? held.size() - 1 : 0), range.fromId()));
    }

    private static Position endOf(LogStore store, LocalDate day) throws IOException {
        Optional<DayLog> log = store.find(day);
        return new Position(day, log.isPresent() ? log.get().count() : 0);
    }

    /**
     * Goes a step on, without waiting.
     *
     * @throws CorruptLogException if the record cannot be what was written; the reader stays before it
     * @throws BeyondEndException if the range begins beyond the end of its first day
     */
    public Step poll() throws IOException {
        return ended ? Step.END : taken(reader.poll());
    }

    /**
     * The same, waiting for what comes.
     *
     * @param wait how long at most; not negative
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Step poll(Duration wait) throws IOException, InterruptedException {
        return ended ? Step.END : taken(reader.poll(wait));
    }

    /** The record that the last step went to; valid until the next one. */
    public LogRecord record() {
        return reader;
    }

    /** Where to go on: after the record that was read, or passed, last. */
    public Position position() {
        return reader.position();
    }

    private Step taken(LogReader.Step step) throws IOException {
        return switch (step) {
            case RECORD -> record(reader);
            case END_OF_DAY -> goesOnAfter(reader.day()) ? Step.PASSED : end();
            case NOTHING_YET -> range.follow() ? Step.NOTHING_YET : end();
            case CLOSED -> Step.CLOSED;
        };
    }

    private Step record(LogRecord record) throws IOException {
        if (!range.holds(record.day()) || !isBeforeEnd(record)) {
            reader.back();
            return end();
        }
        if (!range.wants(record.type())) {
            return Step.PASSED;
        }
        left--;
        ended = left == 0;
        return Step.RECORD;
    }

    private Step end() {
        ended = true;
        return Step.END;
    }

    private boolean goesOnAfter(LocalDate day) {
        return range.reaches(day.plusDays(1))
                && (end.isEmpty() || day.isBefore(end.get().day()));
    }

    private boolean isBeforeEnd(LogRecord record) {
        if (end.isEmpty()) {
            return true;
        }
        int byDay = record.day().compareTo(end.get().day());
        return byDay < 0 || (byDay == 0 && record.id() < end.get().id());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
