package io.remotelog.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * Appends records to one day at a time. Not for several threads at once: each call has to end, in the view of the thread that
 * makes the next one, before that begins.
 *
 * <p>A method that throws {@link IOException} has changed nothing that a reader can see, and leaves the writer usable:
 * when {@link #append} or {@link #commit} fails, every record appended since the last commit is dropped, and the next
 * append gets the id that the first of them would have had.
 */
public interface LogWriter extends Closeable {

    /**
     * Opens the day to append to, making it if it is absent. What a crash left unfinished at its end is cut off first.
     *
     * @return what the day holds, and what was cut off
     * @throws DayFinishedException if the day is finished
     * @throws IllegalStateException if records wait for a commit
     */
    RecoveryReport open(LocalDate day) throws IOException;

    /**
     * Gives a record the next id of the open day. It is seen by readers after the next {@link #commit}.
     *
     * @param epochSeconds the record's time, in seconds since 1970-01-01T00:00Z
     * @param type what the payload is; any value
     * @param payload from its position to its limit; read before this returns, its position is left as it was
     * @throws IllegalStateException if no day is open, more records wait for a commit than the store holds back, or the
     *     day has no room for another id
     */
    void append(int epochSeconds, short type, ByteBuffer payload) throws IOException;

    /**
     * Notes that the last of the appended records are a producer's. The note is committed with them: it is remembered, also after
     * a crash, if and only if they are in the log. Several notes may be made for one commit.
     *
     * @param sequence the place of the first of them among all that the producer sent, from 0; where the last one left off
     * @param records how many of the appended records that no note was made of yet; 1 or more
     * @throws IllegalArgumentException if fewer were appended, or the producer is known and goes on at another sequence
     * @throws IllegalStateException if no day is open
     * @throws UnsupportedOperationException if the store remembers no producers, as {@link #producers} says
     */
    default void note(UUID producer, long sequence, int records) throws IOException {
        throw new UnsupportedOperationException("the store remembers no producers");
    }

    /**
     * What is remembered of producers, as of the last commit; it changes with each. For the thread of the writer. It is whole
     * once a day was opened: what a crash left is held against the records only then.
     *
     * @return empty if the store remembers none
     */
    default Optional<ProducerTable> producers() {
        return Optional.empty();
    }

    /**
     * Makes the appended records durable, as far as the store was asked for that; then lets readers see them; then wakes
     * the subscribers, once.
     *
     * @return the ids of the records, in the order in which they were appended
     * @throws DayFinishedException if a program that takes no lock finished the day meanwhile
     * @throws IllegalStateException if no day is open
     */
    CommittedIds commit() throws IOException;

    /**
     * Commits, and notes that no record will be added to the day again. Finishing a finished day does nothing. If the
     * day is the open one, no day is open afterwards.
     *
     * @throws IOException also if the store does not have the day
     */
    void finish(LocalDate day) throws IOException;

    /**
     * Removes the day. Removing an absent one does nothing. Cursors that are open in this process stay readable.
     *
     * @throws IllegalStateException if the day is the open one
     */
    void delete(LocalDate day) throws IOException;

    /** Commits if a day is open, and gives the store free, even if the commit fails. */
    @Override
    void close() throws IOException;
}
