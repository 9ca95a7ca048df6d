package io.remotelog.cli;

import java.time.LocalDate;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Shows how far a comparison got, a bar a day, if standard error is a terminal. One thread. */
final class CompareProgress implements AutoCloseable {
    private Optional<ProgressBar> bar = Optional.empty();

    /** A day comes next, with so many records. */
    void begin(LocalDate day, long records) {
        close();
        bar = ProgressBars.beginRecords("comparing " + day, records);
    }

    /** So many more records are compared. */
    void step(long records) {
        bar.ifPresent(shown -> shown.stepBy(records));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
