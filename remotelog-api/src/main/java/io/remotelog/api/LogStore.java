package io.remotelog.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A log: days of records.
 *
 * <p>Any thread may call any method. Opening, reading and subscribing create nothing: not a folder, not a file.
 */
public interface LogStore extends Closeable {

    /** The days that exist, oldest first. What else lies in the store's place is ignored. */
    List<LocalDate> days() throws IOException;

    /** The day, or empty if the store does not have it. */
    Optional<DayLog> find(LocalDate day) throws IOException;

    /** Who wrote this log, or empty if it was never written to by a program that notes it. */
    Optional<Lineage> lineage() throws IOException;

    /**
     * Asks to be told of changes: the wake-up runs after each commit, finish and delete, several of which may be merged
     * into one. A change by a writer in another process is noticed within 50 ms.
     *
     * <p>Subscribe before reading, so that an append in between still wakes.
     *
     * @param wakeUp runs on any thread, the writer's included; it must not block and must not throw
     */
    Subscription subscribe(Runnable wakeUp);

    /**
     * As {@link #subscribe}, for whoever takes records no sooner than they are durable: a commit that makes none durable, since
     * the disk follows later, need not wake it.
     *
     * @param wakeUp runs on any thread, the writer's included; it must not block and must not throw
     */
    default Subscription subscribeToDurable(Runnable wakeUp) {
        return subscribe(wakeUp);
    }

    /**
     * Takes the store for writing: makes its place if that is absent, locks it, and notes the lineage.
     *
     * @param zone the zone whose dates the days are
     * @throws StoreInUseException if there is a writer already, in this process or another one
     * @throws ZoneMismatchException if the log was begun in another zone
     */
    LogWriter writer(ZoneId zone) throws IOException;

    /**
     * Takes the store for writing, as {@link #writer} does, but as the copy of another log. A new place gets a lineage without
     * epochs, which says that it is not known yet what it is a copy of.
     *
     * @param zone the zone whose dates the days are, until {@link MirrorWriter#adopt} tells another one
     * @throws StoreInUseException if there is a writer already, in this process or another one
     * @throws ZoneMismatchException if the log was begun in another zone
     */
    MirrorWriter mirrorWriter(ZoneId zone) throws IOException;

    /** Whether whatever is committed survives a loss of power at once. */
    default boolean commitsDurably() {
        return false;
    }

    /**
     * How long it took, each time since the store was opened, until the disk had made committed records durable: of each commit,
     * if that waits for it, or else of what follows later. Empty if the store does not measure it.
     */
    default Optional<TimeHistogram> fsyncTimes() {
        return Optional.empty();
    }

    /** What is noted to be missing from this copy of a log, in the order in which it was noted. */
    default List<Gap> gaps() throws IOException {
        return List.of();
    }

    /**
     * Checks a day as thoroughly as the store can, and tells of each fault: the file store checks every byte of every file.
     * Changes nothing. A writer may append meanwhile: what comes after the records that were there at the beginning is not
     * looked at, and what a writer is about is no fault.
     *
     * <p>Unless a store has a better way, this reads the day through a cursor.
     *
     * @param listener is told of faults, in the order of their ids as far as they have any
     * @throws IOException if the store does not have the day, or cannot be read; a fault is no exception
     */
    default VerifyReport verify(LocalDate day, VerifyListener listener) throws IOException {
        return CursorVerification.run(this, day, listener);
    }

    /**
     * Checks what belongs to no single day, such as the lineage. A fault there is told as one of the oldest day, id 0.
     * Changes nothing.
     */
    default VerifyReport verify(VerifyListener listener) throws IOException {
        return VerifyReport.NONE;
    }

    /**
     * What {@link LogWriter#open} would report of a day, if a writer were taken and opened it now: what would be cut off and what
     * made anew, the checksums of another program's records included. Changes nothing.
     *
     * <p>Unless a store has a better way, this says that the day would be opened as it is.
     *
     * @throws DayFinishedException if the day is finished
     * @throws DayDamagedException if the day would not be opened
     * @throws StoreInUseException if there is a writer, and the store can tell of a day without one only
     * @throws IOException if the store does not have the day, or cannot be read
     */
    default RecoveryReport previewOpen(LocalDate day) throws IOException {
        DayLog log = find(day)
                .orElseThrow(() ->
                        new NoSuchFileException(Days.format(day), null, "there is no day " + day + " in the store"));
        if (log.isFinished()) {
            throw new DayFinishedException(day);
        }
        return new RecoveryReport(day, log.count(), List.of());
    }

    /**
     * Checks a day, and mends what is not right in it: from what else is there, or from a copy of it. It takes the store as a
     * writer does. It never gives up a record that can be read; what cannot be, and lies beyond the last that can, is cut
     * off. It can be run again if it did not come to its end.
     *
     * <p>Unless a store has a better way, this refuses to mend: it verifies, and ends with an exception if there are faults.
     *
     * @param copy a store that holds the day too, and is only read
     * @param listener is told of what was mended, and of the faults that are left
     * @throws StoreInUseException if the store has a writer
     * @throws RepairNotSupportedException if the day has faults, and the store has no way to mend any
     * @throws IOException if the store does not have the day, or cannot be read or written
     */
    default VerifyReport repair(LocalDate day, Optional<LogStore> copy, VerifyListener listener) throws IOException {
        VerifyReport report = verify(day, listener);
        if (!report.isClean()) {
            throw new RepairNotSupportedException(day, report.faults());
        }
        return report;
    }

    /**
     * Ends reading: subscriptions end, open cursors stay usable until they are closed, the other methods throw
     * {@link IllegalStateException}. Closes the writer, too, whose thread must not be using it any more.
     */
    @Override
    void close() throws IOException;
}
