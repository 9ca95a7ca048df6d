package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import io.remotelog.api.LogStore;
import io.remotelog.api.VerifyListener;
import io.remotelog.api.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Repairs a day of a store: after the journal's blocks are in the files they belong to, and with a look at the result. */
final class StoreRepair {
    private final Disk disk;
    private final Path root;
    private final Sizes sizes;

    StoreRepair(Disk disk, Path root, Sizes sizes) {
        this.disk = disk;
        this.root = root;
        this.sizes = sizes;
    }

    /** Repairs a day. Whoever calls it holds the store's lock. */
    VerifyReport run(DayFolder folder, Optional<LogStore> copy, Tally tally) throws IOException {
        applyJournal(copy, tally);
        Optional<RecordCopy> records = open(copy, folder.day());
        try {
            DayRepair repair = new DayRepair(folder, records, tally);
            long count = repair.run();
            new DayVerification(folder, new Tally(folder.day(), new Recheck(repair, tally))).run();
            return tally.report(count);
        } finally {
            close(records);
        }
    }

    /** What a crash left in the journal was acknowledged, and is more than the files have. */
    private void applyJournal(Optional<LogStore> copy, Tally tally) throws IOException {
        Set<LocalDate> days = new TreeSet<>();
        Journal.replay(disk, root, block -> days.add(block.day()));
        for (LocalDate day : days) {
            DayFolder folder = DayFolder.of(disk, root, day);
            if (folder.exists() && !folder.isFinished()) {
                // Where the files lack what comes before a block, it could not be applied.
                prepare(folder, open(copy, day), tally);
            }
        }
        new JournalReplay(disk, root).run();
        Journal.begin(disk, root, sizes).close();
    }

    private static void prepare(DayFolder folder, Optional<RecordCopy> records, Tally tally) throws IOException {
        try {
            new DayRepair(folder, records, new Tally(folder.day(), new MendedOnly(tally))).prepare();
        } finally {
            close(records);
        }
    }

    private static Optional<RecordCopy> open(Optional<LogStore> copy, LocalDate day) throws IOException {
        return copy.isPresent() ? RecordCopy.open(copy.get(), day) : Optional.empty();
    }

    private static void close(Optional<RecordCopy> records) throws IOException {
        if (records.isPresent()) {
            records.get().close();
        }
    }

    /** Hands on what was mended. What was not is looked at again. */
    private record MendedOnly(Tally tally) implements VerifyListener {
        @Override
        public void fault(Fault fault) {}

        @Override
        public void mended(Fault fault, String how) {
            tally.mended(fault, how);
        }
    }

    /** Hands on what a repair did not know of. */
    private record Recheck(DayRepair repair, Tally tally) implements VerifyListener {
        @Override
        public void fault(Fault fault) {
            if (!repair.isLeft(fault.id())) {
                tally.fault(fault);
            }
        }

        @Override
        public void note(String note) {
            tally.note(note);
        }

        @Override
        public void begin(LocalDate day, long bytes) {
            tally.begin(bytes);
        }

        @Override
        public void progress(long bytes) {
            tally.checkedAgain(bytes);
        }
    }
}
