package io.remotelog.cli;

import io.remotelog.api.Fault;
import io.remotelog.api.VerifyListener;
import java.time.LocalDate;

/** Passes on what a verification tells of, and counts the faults of a day's records apart from those behind them. */
final class FaultCount implements VerifyListener {
    private final VerifyListener listener;
    private final long records;
    private long ofRecords;

    /**
     * Begins at none.
     *
     * @param records how many records the day holds: a fault of a higher id is of what lies behind them
     */
    FaultCount(VerifyListener listener, long records) {
        this.listener = listener;
        this.records = records;
    }

    /** How many were of records. */
    long ofRecords() {
        return ofRecords;
    }

    @Override
    public void fault(Fault fault) {
        if (fault.id() < records) {
            ofRecords++;
        }
        listener.fault(fault);
    }

    @Override
    public void note(String note) {
        listener.note(note);
    }

    @Override
    public void begin(LocalDate day, long bytes) {
        listener.begin(day, bytes);
    }

    @Override
    public void progress(long bytes) {
        listener.progress(bytes);
    }
}
