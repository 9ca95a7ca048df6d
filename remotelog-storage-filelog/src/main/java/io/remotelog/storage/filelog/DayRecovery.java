package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayDamagedException;
import io.remotelog.api.Fault;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.RecoveryReport.Dropped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a day in order when it is opened, after whatever end. One thread; the journal was replayed before.
 *
 * <p>What the {@link Checkpoint} says is there must be there: an index or checksums that are missing are made anew, and if
 * records are, the day is not opened. Beyond it, records are looked at one by one. The first one that is torn ends the day,
 * and what lies behind it is cut off, unless there is something that no crash leaves: then nothing is cut, and the day is not
 * opened. A day without a checkpoint is another program's, and is looked at as a whole.
 *
 * <p>Whatever is accepted is forced to the disk, since the program that wrote it may have died before it did that.
 */
final class DayRecovery {
    private final DayFolder folder;
    private final FsyncPolicy policy;
    private final Disk disk;
    private final List<Dropped> dropped = new ArrayList<>();
    private final List<String> rebuilt = new ArrayList<>();

    /** Why the records that the index tells of are cut off, if they are. */
    private String reason = "the data files do not hold these records whole";

    /**
     * A day that is in order.
     *
     * @param folder the day
     * @param end where it ends
     * @param checkpoint the last one, empty if the day has none
     * @param durable how many of its records are on the disk
     * @param report what was found
     */
    record Opened(DayFolder folder, DayEnd end, Optional<Checkpoint> checkpoint, long durable, RecoveryReport report) {

        /** The checkpoint that comes next. */
        Checkpoint next(Checkpoint.Left left) {
            Disk disk = folder.disk();
            if (checkpoint.isEmpty()) {
                return Checkpoint.first(end, left, disk);
            }
            return durable == end.count()
                    ? checkpoint.get().next(end, left, disk)
                    : checkpoint.get().nextWritten(end, left, disk);
        }
    }

    DayRecovery(DayFolder folder, FsyncPolicy policy) {
        this.folder = folder;
        this.policy = policy;
        disk = folder.disk();
    }

    /**
     * Brings the day in order.
     *
     * @throws DayDamagedException if records are missing or broken that no crash can have taken
     */
    Opened run() throws IOException {
        Optional<Checkpoint> last = Checkpoint.read(folder);
        if (last.isPresent() && isInOrder(last.get())) {
            Checkpoint checkpoint = last.get();
            if (policy.kind() == FsyncPolicy.Kind.NEVER) {
                return opened(checkpoint.end(), last, checkpoint.durable());
            }
            // Even if all of it was forced: one who brought the day in order may have died before what it cut off was
            // gone.
            makeDurable(last, checkpoint.end());
            return opened(checkpoint.end(), last, checkpoint.end().count());
        }
        DayEnd end = recover(last);
        return opened(end, last, end.count());
    }

    private Opened opened(DayEnd end, Optional<Checkpoint> last, long durable) {
        RecoveryReport report = new RecoveryReport(folder.day(), end.count(), dropped, rebuilt);
        return new Opened(folder, end, last, durable, report);
    }

    /** Whether the writer left the day in order, and nobody changed the length of anything since. */
    private boolean isInOrder(Checkpoint checkpoint) throws IOException {
        DayEnd end = checkpoint.end();
        if (checkpoint.left() != Checkpoint.Left.IN_ORDER
                || checkpoint.acknowledged(disk) < end.count()
                || RebuildMark.isThere(folder)
                || lengthOf(Layout.INDEX) != Layout.entryOffset(end.count())
                || lengthOf(Layout.CHECKSUMS) != Layout.checksumOffset(end.count())) {
            return false;
        }
        List<Integer> numbers = DataFiles.numbers(folder);
        int files = end.count() == 0 ? 0 : end.fileNumber() + 1;
        if (numbers.size() != files) {
            return false;
        }
        try (DiskFile index = disk.openToRead(folder.index());
                TailReader tail = new TailReader(folder, index)) {
            for (int number : numbers) {
                long want = number == end.fileNumber() ? end.offset() : tail.end(lastOf(number));
                if (number > end.fileNumber() || disk.length(folder.data(number)) != want) {
                    return false;
                }
            }
        } catch (CorruptLogException e) {
            return false;
        }
        return true;
    }

    private DayEnd recover(Optional<Checkpoint> last) throws IOException {
        long acknowledged =
                last.map(checkpoint -> checkpoint.acknowledged(disk)).orElse(0L);
        try (DiskFile index = disk.open(folder.index());
                DiskFile checksums = disk.open(folder.checksums());
                TailReader tail = new TailReader(folder, index);
                RebuildMark mark = RebuildMark.begin(folder, index, checksums)) {
            requireAcknowledged(tail, index, checksums, acknowledged, mark);
            if (last.isEmpty()) {
                requireSummed(index, checksums);
                mark.set();
            }
            DayEnd start = endAt(tail, acknowledged);
            requireSame(last, start);
            DayEnd end = walk(last, acknowledged, checksums, start, mark);
            List<Long> ends = earlierEnds(tail, end);
            cutIndex(index, end.count());
            checksums.cut(Layout.checksumOffset(end.count()));
            cutData(end, ends);
            if (last.isEmpty() && mark.wasThere()) {
                new Rewriting(folder).run(0, end);
            }
            makeDurable(last, end);
            mark.clear();
            return end;
        }
    }

    /** Makes anew what is missing of the records that are known to be on the disk. */
    void requireDurable(Checkpoint last) throws IOException {
        try (DiskFile index = disk.open(folder.index());
                DiskFile checksums = disk.open(folder.checksums());
                TailReader tail = new TailReader(folder, index);
                RebuildMark mark = RebuildMark.begin(folder, index, checksums)) {
            requireAcknowledged(tail, index, checksums, last.durable(), mark);
            mark.clear();
        }
    }

    private void requireAcknowledged(
            TailReader tail, DiskFile index, DiskFile checksums, long acknowledged, RebuildMark mark)
            throws IOException {
        requireIndex(tail, index, acknowledged, mark);
        requireData(tail, acknowledged);
        requireChecksums(checksums, acknowledged, mark);
    }

    /** Checksums without a checkpoint: somebody took that away, and what they tell of must not be cut off. */
    private void requireSummed(DiskFile index, DiskFile checksums) throws IOException {
        long entries = Layout.entries(index.length());
        long summed = checksums.length() / Layout.CHECKSUM_BYTES;
        if (summed > entries) {
            throw damaged("the file " + Layout.CHECKPOINT + " is missing, and " + Layout.CHECKSUMS + " tells of "
                    + summed + " records, but " + Layout.INDEX + " of " + entries);
        }
    }

    /** Makes entries anew that the index lacks. */
    private void requireIndex(TailReader tail, DiskFile index, long acknowledged, RebuildMark mark) throws IOException {
        long entries = Layout.entries(index.length());
        if (entries >= acknowledged) {
            return;
        }
        mark.setEntries(entries);
        try (IndexRebuild rebuild = new IndexRebuild(folder, endAt(tail, entries))) {
            index.cut(Layout.entryOffset(entries));
            rebuild.run(acknowledged, index);
        } catch (CorruptLogException e) {
            throw damaged("records " + entries + " to " + (acknowledged - 1)
                    + " were acknowledged, the index ends before them, and cannot be made anew: " + e.getMessage());
        }
        tail.forget();
        rebuilt.add(Layout.INDEX + ": the entries of records " + entries + " to " + (acknowledged - 1)
                + ", from the data files");
    }

    /** The data files must reach as far as the checkpoint says. */
    private void requireData(TailReader tail, long acknowledged) throws IOException {
        for (int number = 0; number <= Layout.fileNumber(acknowledged - 1) && acknowledged > 0; number++) {
            requireWhole(tail, Math.min(lastOf(number), acknowledged - 1));
        }
    }

    private void requireWhole(TailReader tail, long id) throws IOException {
        boolean whole;
        try {
            whole = tail.end(id) != TailReader.NOT_WHOLE;
        } catch (CorruptLogException e) {
            throw damaged("record " + id + " was acknowledged, and is broken: " + e.getMessage());
        }
        if (!whole) {
            Path data = folder.data(Layout.fileNumber(id));
            throw damaged("records " + firstNotWhole(tail, id) + " to " + id + " were acknowledged: "
                    + data.getFileName() + " has " + (disk.exists(data) ? disk.length(data) : 0)
                    + " bytes, want more than "
                    + (tail.offset(id) + Layout.RECORD_PAYLOAD));
        }
    }

    private static long firstNotWhole(TailReader tail, long notWhole) throws IOException {
        long low = (long) Layout.fileNumber(notWhole) * Layout.RECORDS_PER_DATA_FILE;
        long high = notWhole;
        while (low < high) {
            long middle = (low + high) >>> 1;
            boolean whole;
            try {
                whole = tail.end(middle) != TailReader.NOT_WHOLE;
            } catch (CorruptLogException e) {
                whole = false;
            }
            if (whole) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void requireChecksums(DiskFile checksums, long acknowledged, RebuildMark mark) throws IOException {
        long have = checksums.length() / Layout.CHECKSUM_BYTES;
        if (have >= acknowledged) {
            return;
        }
        mark.setChecksums(have);
        try {
            ChecksumRebuild.run(folder, have, acknowledged, checksums);
        } catch (CorruptLogException e) {
            throw damaged(e.getMessage());
        }
        rebuilt.add(Layout.CHECKSUMS + ": the checksums of records " + have + " to " + (acknowledged - 1)
                + ", from index and data files");
    }

    /** Goes on from what was acknowledged to the last record that can be accepted. */
    private DayEnd walk(Optional<Checkpoint> last, long acknowledged, DiskFile checksums, DayEnd from, RebuildMark mark)
            throws IOException {
        boolean canBeTorn = last.isPresent() && !last.get().isOfThisBoot(disk);
        boolean canLackChecksum = canBeTorn && !isSummed(last.get());
        DayEnd end = from;
        // From where on records are another program's, and have no checksums of their own.
        long foreign = -1;
        try (RecordWalk walk = new RecordWalk(folder, acknowledged)) {
            while (walk.next()) {
                boolean summed = walk.isWhole() && walk.hasChecksum();
                if (walk.isWhole() && foreign < 0 && !(summed && walk.checksumMatches())) {
                    // A writer of ours leaves no gap; a Go program goes on behind what a killed one of ours left there.
                    boolean other = walk.gap() > 0 || (!summed && !canLackChecksum);
                    foreign = other ? walk.id() : -1;
                }
                if (!walk.isWhole() || (foreign < 0 && !walk.checksumMatches())) {
                    stopAt(walk, canBeTorn);
                    break;
                }
                end = walk.dayEnd();
            }
        }
        if (foreign >= 0 && foreign < end.count()) {
            mark.setChecksums(foreign);
            ChecksumRebuild.run(folder, foreign, end.count(), checksums);
        }
        return end;
    }

    /** Under fsync=commit each record of ours has its checksum: the journal holds it, or it was forced before the index. */
    private boolean isSummed(Checkpoint checkpoint) {
        return switch (checkpoint.left()) {
            case OPEN_COMMIT -> true;
            case IN_ORDER -> checkpoint.durable() == checkpoint.end().count();
            case OPEN_INTERVAL, OPEN_NEVER -> false;
        };
    }

    private void stopAt(RecordWalk walk, boolean canBeTorn) throws IOException {
        Fault fault = walk.isWhole() ? walk.checksumFault() : walk.fault().orElseThrow();
        if (!canBeTorn) {
            requireTail(walk, fault);
        }
        reason = text(fault);
    }

    /** Nothing but a torn tail is cut: there is no whole record behind it. */
    private void requireTail(RecordWalk walk, Fault fault) throws IOException {
        boolean cut = walk.structure() == RecordWalk.Structure.CUT || walk.structure() == RecordWalk.Structure.NO_FILE;
        boolean torn = (cut && walk.gap() == 0) || walk.isBlank();
        if (!torn) {
            throw damaged(text(fault) + ", and no crash leaves such a record");
        }
        while (walk.next()) {
            if (walk.isWhole()) {
                throw damaged(text(fault) + ", but record " + walk.id() + " behind it is whole");
            }
        }
    }

    private DayEnd endAt(TailReader tail, long count) throws IOException {
        if (count == 0) {
            return DayEnd.EMPTY;
        }
        long end = tail.end(count - 1);
        if (end == TailReader.NOT_WHOLE) {
            throw damaged("record " + (count - 1) + " was acknowledged, and is not whole");
        }
        return new DayEnd(count, Layout.fileNumber(count - 1), end);
    }

    /** Nothing is cut before it is certain that all of this is there. */
    private void requireSame(Optional<Checkpoint> last, DayEnd start) throws IOException {
        if (last.isPresent() && last.get().end().count() == start.count()) {
            DayEnd want = last.get().end();
            if (!start.equals(want)) {
                throw damaged("record " + (start.count() - 1) + " was acknowledged, and is broken: it ends at "
                        + start.offset() + ", want " + want.offset());
            }
        }
    }

    /** Where the data files before the last one end, by their last records. */
    private List<Long> earlierEnds(TailReader tail, DayEnd end) throws IOException {
        List<Long> ends = new ArrayList<>();
        for (int number = 0; number < end.fileNumber(); number++) {
            ends.add(tail.end(lastOf(number)));
        }
        return ends;
    }

    private void cutIndex(DiskFile index, long count) throws IOException {
        long length = index.length();
        long whole = Layout.entryOffset(count);
        if (length == whole) {
            return;
        }
        long entries = Layout.entries(length);
        if (entries > count) {
            dropped.add(new Dropped(Layout.INDEX, count, entries, Layout.entryOffset(entries) - whole, reason));
        }
        long rest = length - Layout.entryOffset(entries);
        if (rest > 0) {
            dropped.add(new Dropped(Layout.INDEX, entries, entries, rest, "no whole entry"));
        }
        index.cut(whole);
    }

    private void cutData(DayEnd end, List<Long> earlierEnds) throws IOException {
        for (int number : DataFiles.numbers(folder)) {
            long fileEnd =
                    number < end.fileNumber() ? earlierEnds.get(number) : number == end.fileNumber() ? end.offset() : 0;
            long cut = DataFiles.cut(folder, number, fileEnd);
            if (cut > 0) {
                long next = Math.min(end.count(), lastOf(number) + 1);
                dropped.add(
                        new Dropped(DayFolder.dataName(number), next, next, cut, "the index tells of no record there"));
            }
        }
    }

    /**
     * Makes sure that what is accepted is on the disk. The writer that died may have been told that a force failed: then the
     * system takes for written what it could not write, so it is written again.
     */
    private void makeDurable(Optional<Checkpoint> last, DayEnd end) throws IOException {
        if (last.isPresent()) {
            new Rewriting(folder).run(last.get().durable(), end);
        }
        force(Layout.fileNumber(last.map(Checkpoint::durable).orElse(0L)));
    }

    private void force(int fromFile) throws IOException {
        disk.forceFolder(folder.path());
        DataFiles.force(folder, fromFile);
        try (DiskFile checksums = disk.open(folder.checksums());
                DiskFile index = disk.open(folder.index())) {
            checksums.force();
            index.force();
        }
    }

    private long lengthOf(String name) throws IOException {
        return disk.exists(folder.path().resolve(name))
                ? disk.length(folder.path().resolve(name))
                : -1;
    }

    private static long lastOf(int fileNumber) {
        return (fileNumber + 1L) * Layout.RECORDS_PER_DATA_FILE - 1;
    }

    private static String text(Fault fault) {
        return "record " + fault.id() + ": " + fault.what() + ", got " + fault.got() + ", want " + fault.want();
    }

    private DayDamagedException damaged(String what) {
        return new DayDamagedException(folder.day(), what);
    }
}
