package io.remotelog.api;

import java.nio.ByteBuffer;
import java.time.LocalDate;

/**
 * The record that a {@link LogReader} is at. Valid until the reader goes on; the methods then tell of the next record, or
 * throw {@link IllegalStateException} if there is none.
 */
public interface LogRecord {

    /** The day of the record. */
    LocalDate day();

    /** The record's number in its day, from 0. */
    long id();

    /** The byte position of the record in its data file, or -1 where the store has no such thing. */
    long offset();

    /** The record's time, in seconds since 1970-01-01T00:00Z. */
    int epochSeconds();

    /** What the payload is; any value. */
    short type();

    /** The payload, read-only and reused, from the buffer's position (which need not be 0) to its limit. */
    ByteBuffer payload();
}
