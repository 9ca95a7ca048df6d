package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Position;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The replica's copy: knows which record comes next, and takes only that one.
 *
 * <p>A day is made when the first thing of it arrives, not when it is asked for. One thread.
 */
public final class Mirror {
    private final LogStore store;
    private final LogWriter writer;
    private final Consumer<RecoveryReport> opened;
    private LocalDate day;
    private long nextId;
    private boolean open;

    /**
     * Goes to where the mirror was left: the oldest unfinished day that holds records, else the day after the newest
     * finished one, else the oldest unfinished day, else the first day given.
     *
     * @param firstDay where an empty mirror begins
     * @param opened told of each day that is opened
     */
    public Mirror(LogStore store, LogWriter writer, LocalDate firstDay, Consumer<RecoveryReport> opened)
            throws IOException {
        this.store = store;
        this.writer = writer;
        this.opened = opened;
        goTo(startingDay(firstDay));
    }

    private LocalDate startingDay(LocalDate firstDay) throws IOException {
        List<LocalDate> days = store.days();
        LocalDate newestFinished = null;
        for (LocalDate each : days) {
            Optional<DayLog> log = store.find(each);
            if (log.isEmpty()) {
                continue;
            }
            if (log.get().isFinished()) {
                newestFinished = each;
            } else if (log.get().count() > 0) {
                return each;
            }
        }
        if (newestFinished != null) {
            return newestFinished.plusDays(1);
        }
        return days.isEmpty() ? firstDay : days.get(0);
    }

    /** Goes to a day, or to the first one after it that is not finished. */
    private void goTo(LocalDate wanted) throws IOException {
        LocalDate next = wanted;
        Optional<DayLog> log = store.find(next);
        while (log.isPresent() && log.get().isFinished()) {
            next = next.plusDays(1);
            log = store.find(next);
        }
        day = next;
        nextId = 0;
        open = false;
        if (log.isPresent()) {
            open();
        }
    }

    private void open() throws IOException {
        if (!open) {
            RecoveryReport report = writer.open(day);
            opened.accept(report);
            nextId = report.count();
            open = true;
        }
    }

    /** Back to what is committed, after a link or a write broke off. */
    void resume() throws IOException {
        Optional<DayLog> log = store.find(day);
        if (open) {
            writer.commit();
            nextId = log.isPresent() ? log.get().count() : 0;
        } else if (log.isPresent()) {
            open();
        }
    }

    /** The record that comes next. */
    public Position next() {
        return new Position(day, nextId);
    }

    /** The day that is mirrored. */
    public LocalDate day() {
        return day;
    }

    /** Appends a batch if all of it is what comes next; otherwise nothing of it. An empty batch changes nothing. */
    void append(ByteBuf batch) throws IOException {
        int records = RecordBatch.check(batch, day, nextId);
        if (records > 0) {
            long checkedFrom = nextId;
            open();
            if (nextId != checkedFrom) {
                throw new SyncProtocolException("records: checked from " + day + "/" + checkedFrom
                        + " on, but the day here already holds " + nextId + " records");
            }
            RecordBatch.<IOException>forEach(batch, writer::append);
            nextId += records;
        }
    }

    void commit() throws IOException {
        if (open) {
            writer.commit();
        }
    }

    /** Notes that the day is complete, and goes on to the next one. */
    void finish() throws IOException {
        open();
        writer.finish(day);
        goTo(day.plusDays(1));
    }

    /** Goes on to the next day although this one may not be complete. */
    void skip() throws IOException {
        commit();
        goTo(day.plusDays(1));
    }
}
