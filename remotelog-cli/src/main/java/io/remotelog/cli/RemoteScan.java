package io.remotelog.cli;

import io.remotelog.api.BackOff;
import io.remotelog.api.Position;
import io.remotelog.api.ReadRange;
import io.remotelog.sdk.ReadException;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.RemoteReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** Hands the records of a master to a sink, in order, and those to come if asked to follow. One thread. */
final class RemoteScan {
    /** Any time would do: what comes ends the wait. */
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final RemoteLogConfig master;
    private final ReadRange range;
    private final RecordScan.Sink sink;
    private final PrintWriter err;

    /**
     * Prepares to read.
     *
     * @param err is told of outages
     */
    RemoteScan(RemoteLogConfig master, ReadRange range, RecordScan.Sink sink, PrintWriter err) {
        this.master = master;
        this.range = range;
        this.sink = sink;
        this.err = err;
    }

    /**
     * Runs to the end of the range; if it follows, through outages of the master, too.
     *
     * @throws ReadException if the master cannot be read from, or the range is not there
     * @throws InterruptedException if the thread is interrupted while it waits for records
     */
    void run() throws IOException, InterruptedException {
        try (RemoteReader reader = RemoteReader.open(master, range, BackOff.DEFAULT, new Notices())) {
            RemoteReader.Step step = reader.poll(Duration.ZERO);
            while (step != RemoteReader.Step.END && step != RemoteReader.Step.CLOSED) {
                if (step == RemoteReader.Step.RECORD) {
                    sink.accept(reader);
                } else {
                    sink.idle();
                }
                step = reader.poll(step == RemoteReader.Step.RECORD ? Duration.ZERO : WAIT);
            }
        }
    }

    /** Tells of an outage once at its beginning, and once at its end. */
    private final class Notices implements RemoteReader.Listener {
        private boolean lost;

        @Override
        public void lost(ReadException reason, Duration pause) {
            if (!lost) {
                tell(reason.getMessage() + ": goes on there once the master is back");
            }
            lost = true;
        }

        @Override
        public void resumed(Position next) {
            lost = false;
            tell("the master is back: goes on from " + next);
        }

        private void tell(String notice) {
            err.println("remotelog scan: " + notice);
            err.flush();
        }
    }
}
