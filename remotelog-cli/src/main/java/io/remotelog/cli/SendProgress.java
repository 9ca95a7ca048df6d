package io.remotelog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows on standard error how far sending got, if that is a terminal. One thread. */
final class SendProgress implements AutoCloseable {
    private static final int WIDTH = 79;
    private static final int INTERVAL_MILLIS = 200;

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
        if (!isTerminal()) {
            return new SendProgress(Optional.empty());
        }
        return new SendProgress(Optional.of(new ProgressBarBuilder()
                .setTaskName("sending")
                .setInitialMax(totalBytes)
                .setUnit(" KiB", 1024)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build()));
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

    /** The JDK tells of standard input and output only. */
    private static boolean isTerminal() {
        try {
            String name = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty") || name.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
