package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;

/**
 * What a {@link LogReader} calls with each record, on the thread that runs it.
 *
 * <p>An exception ends the run as {@link Answer#STOP} does, and is passed on.
 */
@FunctionalInterface
public interface RecordHandler {

    /**
     * Handles a record.
     *
     * @param record valid until this returns
     */
    Answer record(LogRecord record) throws IOException, InterruptedException;

    /**
     * Handles the end of a day: no record of that day comes any more. Told once, or again after {@link Answer#RETRY}, and
     * not of days that the reader skips.
     */
    default Answer endOfDay(LocalDate day) throws IOException, InterruptedException {
        return Answer.DONE;
    }

    /** What became of a record, or of the end of a day. */
    enum Answer {
        /** It was handled: go on. */
        DONE,

        /** Give the same again, after a pause. */
        RETRY,

        /** Stop before it: the reader's position stays there, and whoever goes on gets the same again. */
        STOP
    }
}
