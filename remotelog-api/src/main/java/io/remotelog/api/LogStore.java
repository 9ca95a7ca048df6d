package io.remotelog.api;

import java.io.Closeable;
import java.io.IOException;
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
     * Takes the store for writing: makes its place if that is absent, locks it, and notes the lineage.
     *
     * @param zone the zone whose dates the days are
     * @throws StoreInUseException if there is a writer already, in this process or another one
     * @throws ZoneMismatchException if the log was begun in another zone
     */
    LogWriter writer(ZoneId zone) throws IOException;

    /**
     * Ends reading: subscriptions end, open cursors stay usable until they are closed, the other methods throw
     * {@link IllegalStateException}. Closes the writer, too, whose thread must not be using it any more.
     */
    @Override
    void close() throws IOException;
}
