package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Goes through the records of a store's days, one day after another. One thread.
 *
 * <p>Days that are missing, or were deleted before they were entered, are passed over. Nothing is allocated per record: only
 * where a day has nothing more, the store is asked for others.
 */
final class DayWalk {
    private final LogStore store;

    /** The day at hand, or the earliest that may come next. */
    private LocalDate from;

    private long nextId;
    private DayLog log;
    private RecordCursor cursor;
    private LogReader.Step last = LogReader.Step.NOTHING_YET;
    private Position dayEnd;

    DayWalk(LogStore store, Position start) {
        this.store = store;
        this.from = start.day();
        this.nextId = start.id();
    }

    /** Goes one step on; never {@link LogReader.Step#CLOSED}. */
    LogReader.Step next() throws IOException {
        last = LogReader.Step.NOTHING_YET;
        if (cursor == null && !enterDay()) {
            return last;
        }
        if (cursor.next()) {
            return atRecord();
        }
        // Asked in this order: what was appended before the day was over, but after the look above, is still found.
        if (isOver()) {
            if (cursor.next()) {
                return atRecord();
            }
            dayEnd = new Position(from, nextId);
            leaveDay();
            from = dayEnd.day().plusDays(1);
            nextId = 0;
            last = LogReader.Step.END_OF_DAY;
        }
        return last;
    }

    private LogReader.Step atRecord() {
        nextId++;
        last = LogReader.Step.RECORD;
        return last;
    }

    /** A later day means that the writer has left this one, finished or not. */
    private boolean isOver() throws IOException {
        return log.isFinished() || existsAfter(from);
    }

    /** Undoes the last step, so that the next one repeats it. */
    void back() throws IOException {
        if (last == LogReader.Step.RECORD) {
            nextId--;
            if (cursor != null) {
                cursor.seek(nextId);
            }
        } else if (last == LogReader.Step.END_OF_DAY) {
            from = dayEnd.day();
            nextId = dayEnd.id();
        }
        last = LogReader.Step.NOTHING_YET;
    }

    /** Before the record that the next step goes to. */
    Position position() {
        return new Position(from, nextId);
    }

    /** The day of the record, or the one that has ended. */
    LocalDate day() {
        if (last == LogReader.Step.END_OF_DAY) {
            return dayEnd.day();
        }
        record();
        return from;
    }

    /** The cursor, at the record that the last step went to. */
    RecordCursor record() {
        if (last != LogReader.Step.RECORD || cursor == null) {
            throw new IllegalStateException(
                    cursor == null ? "no record: closed, or between days" : "no record: the last step was " + last);
        }
        return cursor;
    }

    /** Frees what is open; the next step would enter the day again. */
    void leaveDay() throws IOException {
        RecordCursor left = cursor;
        cursor = null;
        log = null;
        if (left != null) {
            left.close();
        }
    }

    private boolean enterDay() throws IOException {
        for (LocalDate day : store.days()) {
            if (day.compareTo(from) >= 0 && enter(day)) {
                return true;
            }
        }
        return false;
    }

    private boolean enter(LocalDate day) throws IOException {
        Optional<DayLog> found = store.find(day);
        if (found.isEmpty()) {
            return false;
        }
        try {
            open(found.get());
        } catch (IOException e) {
            found = store.find(day);
            // Deleted just now, or being made: not all of an empty day may be in place. Its first commit wakes.
            if (found.isEmpty() || (!found.get().isFinished() && found.get().count() == 0)) {
                return false;
            }
            open(found.get());
        }
        return true;
    }

    private void open(DayLog found) throws IOException {
        LocalDate day = found.day();
        long id = day.equals(from) ? nextId : 0;
        long count = found.count();
        if (id > count) {
            throw new BeyondEndException(new Position(day, id), count);
        }
        cursor = found.cursor(id);
        log = found;
        from = day;
        nextId = id;
    }

    private boolean existsAfter(LocalDate day) throws IOException {
        for (LocalDate other : store.days()) {
            if (other.isAfter(day)) {
                return true;
            }
        }
        return false;
    }
}
