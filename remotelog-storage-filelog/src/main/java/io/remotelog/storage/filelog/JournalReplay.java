package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayDamagedException;
import io.remotelog.api.RecoveryReport.Dropped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the records of the journal's blocks back into the files of their days, after a crash: what was acknowledged is in the
 * journal, and need not be there. One thread.
 *
 * <p>Records that another program appended meanwhile stay. A block whose ids they took was not acknowledged, if only the
 * process died; it is not applied, and told of.
 */
final class JournalReplay {
    private final Disk disk;
    private final Path root;
    private final Map<LocalDate, Day> days = new HashMap<>();
    private boolean unapplied;

    /** A day that the journal has blocks of. */
    private static final class Day {
        final DayFolder folder;
        final Checkpoint checkpoint;
        final AppendFiles files;
        final List<Dropped> dropped = new ArrayList<>();
        DayEnd end;
        boolean damaged;

        Day(DayFolder folder, Checkpoint checkpoint) throws IOException {
            this.folder = folder;
            this.checkpoint = checkpoint;
            files = new AppendFiles(folder, true);
            end = checkpoint.end();
        }
    }

    JournalReplay(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    /** Applies the blocks, and forces what they changed. */
    void run() throws IOException {
        try {
            Journal.replay(disk, root, this::apply);
            for (Day day : days.values()) {
                if (day.end.count() > day.checkpoint.durable()) {
                    // The one who made the files may have died before their names were on the disk.
                    disk.forceFolder(day.folder.path());
                    day.files.force();
                    write(day, day.checkpoint.replayed(day.end));
                } else {
                    // The one who wrote it may have failed to force it: then it reads back, and is lost with the power.
                    write(day, day.checkpoint);
                }
            }
        } finally {
            for (Day day : days.values()) {
                day.files.close();
            }
        }
        if (unapplied) {
            keepJournal();
        }
    }

    /** What could not be applied to a day. */
    List<Dropped> dropped(LocalDate day) {
        return days.containsKey(day) ? List.copyOf(days.get(day).dropped) : List.of();
    }

    private void apply(JournalBlock block) throws IOException {
        Day day = days.get(block.day());
        if (day == null) {
            DayFolder folder = DayFolder.of(disk, root, block.day());
            if (!folder.exists() || folder.isFinished()) {
                // Deleted, or forced to the disk before it was finished.
                return;
            }
            Optional<Checkpoint> checkpoint = Checkpoint.read(folder);
            if (checkpoint.isEmpty()) {
                return;
            }
            day = new Day(folder, checkpoint.get());
            days.put(block.day(), day);
            requireDurable(day);
        }
        if (block.endId() <= day.checkpoint.durable()) {
            return;
        }
        long entries = Layout.entries(day.files.indexLength());
        if (day.damaged) {
            drop(day, block, "records before them are missing or broken");
        } else if (block.firstId() > entries) {
            drop(day, block, "the records before them are not there");
        } else if (isTaken(day, block, believed(day, entries))) {
            drop(day, block, "another program appended in their place");
        } else {
            write(day, block);
        }
    }

    private void write(Day day, JournalBlock block) throws IOException {
        try {
            DayEnd end = day.files.write(block);
            if (end.count() > day.end.count()) {
                day.end = end;
            }
        } catch (CorruptLogException e) {
            // Its records were on the disk, and are broken: whoever opens the day is told. What follows would leave a
            // hole.
            drop(day, block, e.getMessage());
            day.damaged = true;
        }
    }

    private void requireDurable(Day day) throws IOException {
        try {
            new DayRecovery(day.folder, FsyncPolicy.COMMIT).requireDurable(day.checkpoint);
        } catch (DayDamagedException e) {
            // Whoever opens the day is told, unless what follows made it look whole; other days go on.
            day.damaged = true;
        }
    }

    /** Up to which id the index can be believed. After a loss of power what follows may be a block's own records, torn. */
    private long believed(Day day, long entries) {
        return day.checkpoint.isOfThisBoot(disk) ? entries : Math.min(entries, day.checkpoint.durable());
    }

    /** Whether the index tells of whole records with the block's ids that are not the block's. */
    private boolean isTaken(Day day, JournalBlock block, long entries) throws IOException {
        long known = Math.min(entries, block.endId());
        if (block.isForced()) {
            return isTakenOnDisk(day, block, known);
        }
        try (RecordWalk walk = new RecordWalk(day.folder, block.firstId())) {
            int at = 0;
            for (long id = block.firstId(); id < known && walk.next(); id++) {
                if (walk.isWhole() && !isOf(block, walk, at)) {
                    return true;
                }
                at += Layout.RECORD_PAYLOAD + block.data().getInt(at + Layout.RECORD_LENGTH);
            }
        }
        return false;
    }

    /** Whether there are whole records whose checksums are those of others, or that lie elsewhere and are known to be there. */
    private static boolean isTakenOnDisk(Day day, JournalBlock block, long toId) throws IOException {
        try (RecordWalk walk = new RecordWalk(day.folder, block.firstId())) {
            for (long id = block.firstId(); id < toId && walk.next(); id++) {
                if (id == block.firstId() && id < day.checkpoint.durable() && walk.offset() != block.offset()) {
                    return true;
                }
                if (walk.isWhole() && walk.gap() > 0 && !walk.checksumMatches()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a whole record is the block's one at an offset of its data; a torn index entry may give it another type. */
    private static boolean isOf(JournalBlock block, RecordWalk walk, int at) {
        return walk.fileNumber() == block.fileNumber()
                && walk.offset() == block.offset() + at
                && walk.epochSeconds() == block.data().getInt(at + Layout.RECORD_TIME)
                && walk.length() == block.data().getInt(at + Layout.RECORD_LENGTH);
    }

    private void drop(Day day, JournalBlock block, String reason) {
        unapplied = true;
        day.dropped.add(new Dropped(
                Layout.JOURNAL, block.firstId(), block.endId(), block.data().remaining(), reason));
    }

    private void write(Day day, Checkpoint checkpoint) throws IOException {
        try (DiskFile file = disk.open(day.folder.checkpoint())) {
            checkpoint.write(file);
        }
    }

    /** For a person to look at: its blocks would be void. */
    private void keepJournal() throws IOException {
        Path journal = root.resolve(Layout.JOURNAL);
        Path kept = root.resolve(Layout.JOURNAL + Layout.UNAPPLIED_SUFFIX);
        disk.renameDurably(journal, kept);
    }
}
