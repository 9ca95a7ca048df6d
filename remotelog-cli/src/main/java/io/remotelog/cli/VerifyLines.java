package io.remotelog.cli;

import io.remotelog.api.Fault;
import io.remotelog.api.VerifyListener;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Prints a line for each fault, and shows how far it got if standard error is a terminal. One thread. */
final class VerifyLines implements VerifyListener, AutoCloseable {
    private final PrintStream out;
    private final PrintWriter err;
    private final String task;
    private Optional<ProgressBar> bar = Optional.empty();

    /**
     * Begins without a day.
     *
     * @param task what is done to each day
     */
    VerifyLines(PrintStream out, PrintWriter err, String task) {
        this.out = out;
        this.err = err;
        this.task = task;
    }

    @Override
    public void fault(Fault fault) {
        out.println(fault);
    }

    @Override
    public void mended(Fault fault, String how) {
        out.println(fault + "; mended: " + how);
    }

    @Override
    public void note(String note) {
        err.println(note);
    }

    @Override
    public void begin(LocalDate day, long bytes) {
        close();
        bar = ProgressBars.begin(task + " " + day, bytes);
    }

    @Override
    public void progress(long bytes) {
        bar.ifPresent(shown -> shown.stepBy(bytes));
    }

    /** What was printed is seen. */
    void endOfDay() {
        close();
        out.flush();
        err.flush();
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
