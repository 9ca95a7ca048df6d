package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;

/** One day of a log. Any thread. */
public interface DayLog {

    /** Which day this is. */
    LocalDate day();

    /** The high-water mark: the number of committed records. It never goes down. */
    long count() throws IOException;

    /** The number of records that survive a loss of power, as far as the store can tell: at most {@link #count()}. */
    long durable() throws IOException;

    /**
     * Whether no record will be added. Ask this before {@link #count()}: once it is true, the count that is read
     * afterwards is the last one.
     */
    boolean isFinished() throws IOException;

    /**
     * How many records the day has to have, as far as the store knows: {@link #count()}, or more if it has lost the newest of them.
     * A copy of such a day is not complete when it has the rest. It reads a file.
     */
    default long known() throws IOException {
        return count();
    }

    /**
     * How many bytes the records from an id up to {@link #count()} take, headers included, or -1 if the store cannot tell. As
     * good as free: nothing is walked.
     *
     * @param fromId 0 to {@link #count()}
     * @throws IllegalArgumentException if the id is out of that range
     */
    default long bytes(long fromId) throws IOException {
        return -1;
    }

    /**
     * Opens a cursor before a record. It checks the checksum of each record that has one.
     *
     * @param fromId the id that the first {@link RecordCursor#next()} goes to; 0 to {@link #count()}
     * @throws IllegalArgumentException if the id is out of that range
     */
    RecordCursor cursor(long fromId) throws IOException;

    /**
     * Opens a cursor that leaves checksums alone, for a reader that checks on its own, or had rather be quick than sure. What
     * contradicts the format is still an error.
     *
     * @param fromId as with {@link #cursor}
     */
    default RecordCursor unverifiedCursor(long fromId) throws IOException {
        return cursor(fromId);
    }
}
