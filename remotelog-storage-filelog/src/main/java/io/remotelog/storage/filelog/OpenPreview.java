package io.remotelog.storage.filelog;

import io.remotelog.api.RecoveryReport;
import io.remotelog.api.RecoveryReport.Dropped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds what the opening of a day would come to, by opening it on a {@link PreviewDisk}. One thread. */
final class OpenPreview {
    private final Disk disk;
    private final Path root;
    private final DayFolder day;
    private final FsyncPolicy policy;

    OpenPreview(Disk disk, DayFolder day, FsyncPolicy policy) {
        this.disk = disk;
        this.root = day.root();
        this.day = day;
        this.policy = policy;
    }

    /**
     * Opens the day as a writer that begins would.
     *
     * @throws io.remotelog.api.DayDamagedException if it would not be opened
     */
    RecoveryReport run() throws IOException {
        try (PreviewDisk preview = new PreviewDisk(disk)) {
            JournalReplay replay = new JournalReplay(preview, root);
            replay.run();
            DayFolder folder = DayFolder.of(preview, root, day.day());
            long summed = DayVerification.length(folder, Layout.CHECKSUMS) / Layout.CHECKSUM_BYTES;
            RecoveryReport report = new DayRecovery(folder, policy).run().report();
            List<Dropped> dropped = new ArrayList<>(replay.dropped(day.day()));
            dropped.addAll(report.dropped());
            return new RecoveryReport(day.day(), report.count(), dropped, rebuilt(report, summed));
        }
    }

    /** A writer makes the checksums of another program's records without a word, since nothing was wrong. */
    private static List<String> rebuilt(RecoveryReport report, long summed) {
        List<String> rebuilt = new ArrayList<>(report.rebuilt());
        boolean isTold = rebuilt.stream().anyMatch(told -> told.startsWith(Layout.CHECKSUMS + ":"));
        if (!isTold && summed < report.count()) {
            rebuilt.add(Layout.CHECKSUMS + ": the checksums of records " + summed + " to " + (report.count() - 1)
                    + ", from index and data files");
        }
        return rebuilt;
    }
}
