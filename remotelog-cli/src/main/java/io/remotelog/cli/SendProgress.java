package io.remotelog.cli;

import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;

/** Shows on standard error how far sending got, if that is a terminal. One thread. */
final class SendProgress implements AutoCloseable {
    private final Optional<ProgressBar> bar;
    private long records;

    private SendProgress(Optional<ProgressBar> bar) {
        this.bar = bar;
    }

    /**
     * Begins at nothing.
     *
     * @param totalBytes how much there is to send, or -1 if that is not known
     */
    static SendProgress begin(long totalBytes) {
        return new SendProgress(ProgressBars.begin("sending", totalBytes));
    }

    /** One more line, with its newline, is acknowledged. */
    void acknowledged(long lineBytes) {
        records++;
        bar.ifPresent(shown -> shown.stepBy(lineBytes).setExtraMessage(records + " records"));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
