package io.remotelog.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads the records of a day forward. One thread.
 *
 * <p>It never runs past {@link DayLog#count()}. The accessors tell of the record that {@link #next()} went to last; before
 * that, and after a {@link #seek}, there is none and they throw {@link IllegalStateException}.
 */
public interface RecordCursor extends Closeable {

    /**
     * Goes to the next record.
     *
     * @return false if there is nothing more yet; calling again finds what was committed meanwhile
     * @throws CorruptLogException if the record cannot be what was written; the cursor stays before it
     */
    boolean next() throws IOException;

    /**
     * Goes before a record.
     *
     * @param id 0 to {@link DayLog#count()}
     * @throws IllegalArgumentException if the id is out of that range
     */
    void seek(long id) throws IOException;

    /** The record's number in its day, from 0. */
    long id();

    /** The byte position of the record in its data file, or -1 where the store has no such thing. */
    long offset();

    /** The record's time, in seconds since 1970-01-01T00:00Z. */
    int epochSeconds();

    /** What the payload is; any value. */
    short type();

    /**
     * The payload, from the buffer's position (which need not be 0) to its limit, at each call of this method.
     *
     * <p>Read-only and reused: valid until the next call of {@link #next()}, {@link #seek} or {@link #close}.
     */
    ByteBuffer payload();

    @Override
    void close() throws IOException;
}
