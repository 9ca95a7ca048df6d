package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import io.remotelog.api.VerifyListener;
import io.remotelog.api.VerifyReport;
import java.time.LocalDate;

/** Tells a listener what is found in a day, and counts it. One thread. */
final class Tally {
    /** Bytes are told of in lumps of so many: a call for each record would cost more than to check it. */
    private static final long PROGRESS_BYTES = 1 << 20;

    private final LocalDate day;
    private final VerifyListener listener;
    private long bytes;
    private long bytesTold;
    private long faults;
    private long mended;

    Tally(LocalDate day, VerifyListener listener) {
        this.day = day;
        this.listener = listener;
    }

    /** The day is checked from its beginning. */
    void begin(long expectedBytes) {
        tellBytes();
        listener.begin(day, expectedBytes);
    }

    void checked(long more) {
        bytes += more;
        if (bytes - bytesTold >= PROGRESS_BYTES) {
            tellBytes();
        }
    }

    /** Of bytes that were counted before. */
    void checkedAgain(long more) {
        listener.progress(more);
    }

    void fault(long id, String what, String got, String want) {
        fault(new Fault(day, id, what, got, want));
    }

    void fault(Fault fault) {
        faults++;
        listener.fault(fault);
    }

    void mended(Fault fault, String how) {
        mended++;
        listener.mended(fault, how);
    }

    void note(String note) {
        listener.note(note);
    }

    /** Ends it. */
    VerifyReport report(long records) {
        tellBytes();
        return new VerifyReport(records, bytes, faults, mended);
    }

    private void tellBytes() {
        if (bytes > bytesTold) {
            listener.progress(bytes - bytesTold);
            bytesTold = bytes;
        }
    }
}
