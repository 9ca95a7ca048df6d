package io.remotelog.cli;

import io.remotelog.api.LogRecord;
import io.remotelog.api.LogStore;
import io.remotelog.api.RangeReader;
import io.remotelog.api.ReadRange;
import java.io.IOException;
import java.time.Duration;

/** Hands the records of a range to a sink, in order, and those to come if asked to follow. One thread. */
final class RecordScan {
    /** Any time would do: what comes ends the wait. */
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final LogStore store;
    private final ReadRange range;
    private final Sink sink;

    RecordScan(LogStore store, ReadRange range, Sink sink) {
        this.store = store;
        this.range = range;
        this.sink = sink;
    }

    /**
     * Runs to the end of the range.
     *
     * @throws io.remotelog.api.NoSuchDayException if the day that was asked for is absent
     * @throws io.remotelog.api.BeyondEndException if the first day is shorter than the id to begin at
     * @throws InterruptedException if the thread is interrupted while it waits for records
     */
    void run() throws IOException, InterruptedException {
        try (RangeReader reader = RangeReader.open(store, range)) {
            RangeReader.Step step = reader.poll();
            while (step != RangeReader.Step.END && step != RangeReader.Step.CLOSED) {
                if (step == RangeReader.Step.RECORD) {
                    sink.accept(reader.record());
                }
                step = reader.poll();
                if (step == RangeReader.Step.NOTHING_YET) {
                    sink.idle();
                    step = reader.poll(WAIT);
                }
            }
        }
    }

    /** Takes the records. */
    interface Sink {
        /** Takes a record. */
        void accept(LogRecord record) throws IOException;

        /** There is nothing more for now. */
        void idle() throws IOException;
    }
}
