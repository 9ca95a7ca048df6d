package io.remotelog.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Makes progress bars on standard error, if that is a terminal. */
final class ProgressBars {
    private static final int WIDTH = 79;
    private static final int INTERVAL_MILLIS = 200;

    private ProgressBars() {}

    /**
     * Begins a bar at nothing; empty if nobody would see it.
     *
     * @param task what goes on
     * @param totalBytes how much there is to do, or -1 if that is not known
     */
    static Optional<ProgressBar> begin(String task, long totalBytes) {
        return begin(task, totalBytes, " KiB", 1024);
    }

    /**
     * Begins a bar that counts records; empty if nobody would see it.
     *
     * @param task what goes on
     * @param total how many there are
     */
    static Optional<ProgressBar> beginRecords(String task, long total) {
        return begin(task, total, " records", 1);
    }

    private static Optional<ProgressBar> begin(String task, long total, String unit, long unitSize) {
        if (!isTerminal()) {
            return Optional.empty();
        }
        return Optional.of(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(unit, unitSize)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build());
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
