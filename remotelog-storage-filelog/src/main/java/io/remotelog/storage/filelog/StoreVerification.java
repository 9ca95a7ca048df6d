package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks the files of a store that are of no single day. One thread. */
final class StoreVerification {
    private final Disk disk;
    private final Path root;
    private final Tally tally;

    StoreVerification(Disk disk, Path root, Tally tally) {
        this.disk = disk;
        this.root = root;
        this.tally = tally;
    }

    /** Tells what is not right. */
    void run() throws IOException {
        try {
            new LineageFile(disk, root).read();
        } catch (CorruptLogException e) {
            tally.fault(0, Layout.LINEAGE, "'" + e.getMessage() + "'", "the log's id and zone");
        }
        verifyGaps();
        verifyProducers();
        try (DiskFile journal = disk.openToRead(root.resolve(Layout.JOURNAL))) {
            if (JournalHeader.read(journal).isEmpty()) {
                tally.fault(0, Layout.JOURNAL, "no header that agrees with its CRC32C", "one");
            }
        } catch (NoSuchFileException e) {
            // Not needed yet.
            return;
        }
    }

    /** A broken end is what a crash leaves, or a writer that is at it. */
    private void verifyProducers() throws IOException {
        Optional<ProducersFile.Content> content = ProducersFile.read(disk, root);
        if (content.isPresent()) {
            for (ProducersFile.Broken broken : content.get().broken()) {
                tally.fault(
                        0,
                        Layout.PRODUCERS + " at " + broken.from(),
                        broken.to() - broken.from() + " bytes that are none",
                        "header and notes that agree with their CRC32C");
            }
        }
    }

    private void verifyGaps() throws IOException {
        try {
            List<String> lines = new GapFile(disk, root).lines();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                int lineNumber = i + 2;
                GapFile.gap(line)
                        .ifPresentOrElse(
                                gap -> tally.note("missing here: " + gap),
                                () -> tally.fault(
                                        0,
                                        "line " + lineNumber + " of " + Layout.GAPS,
                                        LineFile.shown(line),
                                        GapFile.LINE_FORM));
            }
        } catch (CorruptLogException e) {
            tally.fault(0, Layout.GAPS, "'" + e.getMessage() + "'", "what is missing");
        }
    }
}
