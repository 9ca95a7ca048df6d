package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.remotelog.api.DayLog;
import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
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
    private final MirrorWriter writer;
    private final Consumer<RecoveryReport> opened;
    private volatile LocalDate day;
    private long nextId;
    private boolean open;
    private DayLog openDay;
    private LocalDate newestTold;

    /**
     * Opens each day that is not finished once, and goes to where the mirror was left, see {@link MirrorStart}.
     *
     * @param firstDay where an empty mirror begins
     * @param opened told of each day when it is first opened, and of what is found wrong when it is opened
     */
    public Mirror(LogStore store, MirrorWriter writer, LocalDate firstDay, Consumer<RecoveryReport> opened)
            throws IOException {
        this.store = store;
        this.writer = writer;
        this.opened = opened;
        recover();
        goTo(MirrorStart.day(store, firstDay));
    }

    /** What a crash left of the days that are not finished is brought in order before the master is told of it. */
    private void recover() throws IOException {
        for (LocalDate each : store.days()) {
            Optional<DayLog> log = store.find(each);
            if (log.isPresent() && !log.get().isFinished()) {
                RecoveryReport report = writer.open(each);
                if (!report.findings().isEmpty()) {
                    opened.accept(report);
                }
            }
        }
    }

    /** Days may take turns: what is told is a new one, and what was found. */
    private void tell(RecoveryReport report) {
        boolean isNew = newestTold == null || report.day().isAfter(newestTold);
        if (isNew) {
            newestTold = report.day();
        }
        if (isNew || !report.findings().isEmpty()) {
            opened.accept(report);
        }
    }

    /** Goes to a day, or to the first one after it that is not finished. */
    private void goTo(LocalDate wanted) throws IOException {
        LocalDate next = wanted;
        Optional<DayLog> log = store.find(next);
        while (log.isPresent() && log.get().isFinished()) {
            next = next.plusDays(1);
            log = store.find(next);
        }
        leaveFor(next);
        if (log.isPresent()) {
            open();
        }
    }

    private void leaveFor(LocalDate next) {
        day = next;
        nextId = 0;
        open = false;
        openDay = null;
    }

    private void open() throws IOException {
        if (!open) {
            RecoveryReport report = writer.open(day);
            tell(report);
            nextId = report.count();
            open = true;
        }
    }

    /** Back to what is committed, after a link or a write broke off. */
    public void resume() throws IOException {
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

    /** The day that is mirrored; any thread may ask. */
    public LocalDate day() {
        return day;
    }

    /** What comes next and is not known to be durable yet; the same as {@link #next()} once it is. */
    public Position durable() throws IOException {
        if (!open) {
            return next();
        }
        if (openDay == null) {
            openDay = store.find(day)
                    .orElseThrow(() -> new IOException("day " + day + " is gone from under the replica"));
        }
        return new Position(day, openDay.durable());
    }

    /** The unfinished days that there are, oldest first, with the ids that come next; only the newest if they are many. */
    public List<Position> unfinished(int max) throws IOException {
        List<Position> unfinished = new ArrayList<>();
        for (LocalDate each : store.days()) {
            Optional<DayLog> log = store.find(each);
            if (log.isPresent() && !log.get().isFinished()) {
                unfinished.add(new Position(each, log.get().count()));
            }
        }
        return unfinished.subList(Math.max(0, unfinished.size() - max), unfinished.size());
    }

    /** The store that holds the copy. */
    public LogStore store() {
        return store;
    }

    /** Appends a batch if all of it is what comes next; otherwise nothing of it. An empty batch changes nothing. */
    void append(ByteBuf batch) throws IOException {
        int records = RecordBatch.check(batch, day, nextId);
        if (records > 0) {
            requireNext(nextId);
            RecordBatch.<IOException>forEach(batch, writer::append);
            nextId += records;
        }
    }

    /**
     * Goes to a day, committing what came of the one before, and sees to it that this record is the next one there.
     *
     * @throws SyncProtocolException if it is not, or the day is finished
     */
    public void turnTo(Position next) throws IOException {
        if (!next.day().equals(day)) {
            commit();
            Optional<DayLog> log = store.find(next.day());
            if (log.isPresent() && log.get().isFinished()) {
                throw new SyncProtocolException("records: got " + next + ", but that day is finished here");
            }
            leaveFor(next.day());
            if (log.isPresent()) {
                open();
            }
        }
        if (next.id() != nextId) {
            throw new SyncProtocolException("records: want " + next() + ", got " + next);
        }
        requireNext(next.id());
    }

    private void requireNext(long id) throws IOException {
        open();
        if (nextId != id) {
            throw new SyncProtocolException("records: checked from " + day + "/" + id
                    + " on, but the day here already holds " + nextId + " records");
        }
    }

    /** Appends the record that comes next; {@link #turnTo} has been there. */
    public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        writer.append(epochSeconds, type, payload);
        nextId++;
    }

    /** Makes what came readable, and durable as far as the store was asked for that. */
    public void commit() throws IOException {
        if (open) {
            writer.commit();
        }
    }

    /** Notes that the day is complete, and goes on to the next one. */
    public void finish() throws IOException {
        open();
        writer.finish(day);
        goTo(day.plusDays(1));
    }

    /** Goes on to the next day although this one may not be complete. */
    void skip() throws IOException {
        commit();
        writer.note(new Gap(next(), day, "the master says nothing of this day any more"));
        goTo(day.plusDays(1));
    }

    /**
     * Notes what will never come. A day that is here in part is as complete as it can be, and so finished.
     *
     * @throws SyncProtocolException if the gap does not begin where its first day ends here
     */
    public void miss(Gap gap) throws IOException {
        commit();
        boolean begun = store.find(gap.firstDay()).isPresent();
        if (begun || gap.from().id() > 0) {
            turnTo(gap.from());
        }
        writer.note(gap);
        if (begun) {
            finish();
        }
        if (!day.isAfter(gap.lastDay())) {
            goTo(gap.lastDay().plusDays(1));
        }
    }

    /** Passes over days that are not here, if later ones are: goes on to the first of those that is not finished. */
    public void passMissingDays() throws IOException {
        for (LocalDate each : store.days()) {
            if (each.isAfter(day) && store.find(day).isEmpty()) {
                goTo(each);
            }
        }
    }

    /** Takes over the identity of the log that is copied. */
    public void adopt(Lineage lineage) throws IOException {
        writer.adopt(lineage);
    }
}
