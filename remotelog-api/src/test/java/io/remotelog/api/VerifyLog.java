package io.remotelog.api;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a verification or a repair tells, for a test to look at. One thread. */
public final class VerifyLog implements VerifyListener {
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> mended = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<LocalDate> begun = new ArrayList<>();
    private long bytes;

    /** Keeps nothing yet. */
    public VerifyLog() {}

    @Override
    public void fault(Fault fault) {
        faults.add(fault);
    }

    @Override
    public void mended(Fault fault, String how) {
        mended.add(fault + "; mended: " + how);
    }

    @Override
    public void note(String note) {
        notes.add(note);
    }

    @Override
    public void begin(LocalDate day, long dayBytes) {
        begun.add(day);
    }

    @Override
    public void progress(long more) {
        bytes += more;
    }

    /** The faults that were told. */
    public List<Fault> faults() {
        return faults;
    }

    /** Of each mended fault a line. */
    public List<String> mended() {
        return mended;
    }

    /** The notes that were told. */
    public List<String> notes() {
        return notes;
    }

    /** The days that were begun. */
    public List<LocalDate> begun() {
        return begun;
    }

    /** How many bytes were checked. */
    public long bytes() {
        return bytes;
    }

    /** All of it but the progress, as text: nothing, if all was as it should be. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        faults.forEach(fault -> lines.add(fault.toString()));
        lines.addAll(mended);
        lines.addAll(notes);
        return lines;
    }
}
