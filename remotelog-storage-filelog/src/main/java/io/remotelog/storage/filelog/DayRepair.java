package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Mends a day's files. One thread, which holds the store's lock.
 *
 * <p>Runs of broken records are handed to {@link RecordRepair}. What it cannot mend stays if there is a record behind it that
 * can be read, or if it can be read itself and only contradicts its checksum; what lies behind the last one that can be read
 * is cut off. Then the checkpoint says that what is there is all there is, so that the day can be opened.
 *
 * <p>Each change leaves the day no worse than it was, so a repair that is killed can be run again.
 */
final class DayRepair {
    private static final long NO_BOUND = Long.MAX_VALUE;
    private static final long UNKNOWN = -1;

    /** Of broken records behind each other, so many are told of one by one; the others with the last of them. */
    private static final int MAX_UNMENDED = 10_000;

    private static final String CUT = "cut off; it was not acknowledged";

    private final DayFolder folder;
    private final Disk disk;
    private final Optional<RecordCopy> copy;
    private final Tally tally;
    private final RepairLog log;
    private final Replacements out;

    private Optional<Checkpoint> checkpoint = Optional.empty();

    /** Whether RemoteLog wrote here, and not only a program that knows no checksums. */
    private boolean isOurs;

    /** How many records have to be there. */
    private long acknowledged;

    private long entries;

    /** Where the day ends with the last record that can be read. */
    private DayEnd end = DayEnd.EMPTY;

    /** Where data files end that are not the last one. */
    private final Map<Integer, Long> fileEnds = new TreeMap<>();

    /** Records that could not be mended, with none behind them that can be read, yet. */
    private final List<Unmended> unmended = new ArrayList<>();

    private long checksumsMade;
    private long firstChecksumMade;

    DayRepair(DayFolder folder, Optional<RecordCopy> copy, Tally tally) {
        this.folder = folder;
        this.copy = copy;
        this.tally = tally;
        disk = folder.disk();
        log = new RepairLog(tally);
        out = new Replacements(folder);
    }

    /** Mends what can be, tells of it, and tells how many records there are then. */
    long run() throws IOException {
        try (out) {
            mend();
            new DayCut(folder, out, tally).run(end, fileEnds);
            mendCheckpoint();
        }
        return end.count();
    }

    /** Mends what can be, and cuts nothing: more records may come from elsewhere. */
    void prepare() throws IOException {
        try (out) {
            mend();
            out.force();
        }
    }

    /** Whether the faults of a record, or of what is behind it, were told, and are still there. */
    boolean isLeft(long id) {
        return log.isLeft(id);
    }

    private void mend() throws IOException {
        read();
        walk();
        tellUnmended(false);
        log.flush();
        tellChecksums();
    }

    private void read() throws IOException {
        checkpoint = Checkpoint.read(folder);
        isOurs = disk.exists(folder.checkpoint()) || disk.exists(folder.checksums());
        entries = Layout.entries(length(Layout.INDEX));
        acknowledged = checkpoint.map(found -> found.acknowledged(disk)).orElse(0L);
        tally.begin(DayVerification.bytes(folder));
    }

    private void walk() throws IOException {
        long until = Math.max(entries, acknowledged);
        try (RecordWalk walk = new RecordWalk(folder, 0);
                RecordRepair repair = new RecordRepair(folder, isOurs, copy, out)) {
            long runFrom = UNKNOWN;
            for (long id = 0; id < until; id++) {
                boolean sound = id < entries && walk.next() && isSound(walk);
                if (!sound) {
                    runFrom = runFrom < 0 ? id : runFrom;
                    continue;
                }
                if (runFrom >= 0) {
                    mend(repair, runFrom, id, walk.fileNumber(), walk.offset());
                    runFrom = UNKNOWN;
                }
                tellUnmended(true);
                keep(walk);
            }
            if (runFrom >= 0) {
                mend(repair, runFrom, until, Layout.fileNumber(until), NO_BOUND);
            }
            addUnindexed(repair, until);
        }
    }

    private boolean isSound(RecordWalk walk) throws IOException {
        tally.checked(Layout.ENTRY_BYTES + (walk.isWhole() ? walk.end() - walk.offset() : 0));
        if (walk.isWhole() && !walk.hasChecksum()) {
            walk.checkNeighbour();
        }
        return walk.isWhole() && (!walk.hasChecksum() || walk.checksumMatches());
    }

    private void keep(RecordWalk walk) throws IOException {
        if (!walk.hasChecksum()) {
            compare(walk);
            if (isOurs) {
                firstChecksumMade = checksumsMade == 0 ? walk.id() : firstChecksumMade;
                checksumsMade++;
                ByteBuffer bytes = ByteBuffer.allocate(Layout.CHECKSUM_BYTES).putInt(walk.checksum());
                out.put(Layout.CHECKSUMS, Layout.checksumOffset(walk.id()), bytes.flip());
                out.mayWrite();
            }
        }
        if ((walk.id() + 1) % Layout.RECORDS_PER_DATA_FILE == 0) {
            fileEnds.put(walk.fileNumber(), walk.end());
        }
        end = walk.dayEnd();
    }

    /** A record that no checksum proves may be one that a copy contradicts; which is right, nobody knows. */
    private void compare(RecordWalk walk) throws IOException {
        if (copy.isPresent() && copy.get().load(walk.id()) && copy.get().checksum() != walk.checksum()) {
            left(new Fault(
                    folder.day(),
                    walk.id(),
                    "record without a checksum in " + DayFolder.dataName(walk.fileNumber()) + " at " + walk.offset(),
                    String.format("CRC32C %08X", walk.checksum()),
                    String.format("%08X as in the copy", copy.get().checksum())));
        }
    }

    /** Mends records one after the other. The next sound one, if there is one, is in a data file at an offset. */
    private void mend(RecordRepair repair, long from, long to, int boundFile, long bound) throws IOException {
        repair.begin(end);
        try (RecordWalk walk = new RecordWalk(folder, from);
                EntryBlocks index = new EntryBlocks(disk, folder.index(), Layout.ENTRY_BYTES)) {
            for (long id = from; id < to; id++) {
                Fault fault = id < entries && walk.next() ? fault(walk) : missing(id);
                boolean lost = id >= entries || isLost(walk);
                int fileNumber = Layout.fileNumber(id);
                long recordBound = fileNumber == boundFile ? bound : NO_BOUND;
                long next = id + 1 == to && recordBound != NO_BOUND ? bound : next(index, id, fileNumber, recordBound);
                Optional<String> how = repair.mend(id, recordBound, next);
                tell(repair, fault, lost, how);
                out.mayWrite();
            }
        }
    }

    private void tell(RecordRepair repair, Fault fault, boolean lost, Optional<String> how) {
        // Behind the checkpoint, a record that contradicts its checksum is torn: the next opening would end the day
        // there.
        boolean stays = repair.isWhole() && (checkpoint.isEmpty() || fault.id() < acknowledged);
        if (how.isEmpty() && !stays) {
            addUnmended(fault, lost);
            return;
        }
        tellUnmended(true);
        end = repair.dayEnd();
        if (end.count() % Layout.RECORDS_PER_DATA_FILE == 0) {
            fileEnds.put(end.fileNumber(), end.offset());
        }
        if (how.isEmpty()) {
            left(fault);
        } else if (!how.get().equals(RecordRepair.SOUND)) {
            if (lost) {
                log.lostMended(fault, how.get());
            } else {
                log.mended(fault, how.get());
            }
        }
    }

    /** A day whose checkpoint is gone, too: what the checksums prove is kept. */
    private void addUnindexed(RecordRepair repair, long from) throws IOException {
        if (checkpoint.isPresent() || !unmended.isEmpty()) {
            return;
        }
        repair.begin(end);
        long until = length(Layout.CHECKSUMS) / Layout.CHECKSUM_BYTES;
        for (long id = from; id < until; id++) {
            Optional<String> how = repair.mend(id, NO_BOUND, UNKNOWN);
            if (how.isEmpty()) {
                return;
            }
            log.lostMended(missing(id), how.get());
            end = repair.dayEnd();
            if (end.count() % Layout.RECORDS_PER_DATA_FILE == 0) {
                fileEnds.put(end.fileNumber(), end.offset());
            }
            out.mayWrite();
        }
    }

    /** Where the record after one begins, as far as that can be told. */
    private long next(EntryBlocks index, long id, int fileNumber, long bound) throws IOException {
        boolean lastOfFile = (id + 1) % Layout.RECORDS_PER_DATA_FILE == 0;
        if (!lastOfFile && index.load(id + 1) && index.getShort(id + 1, Layout.ENTRY_FILE_NUMBER) == fileNumber) {
            long offset = index.getLong(id + 1, Layout.ENTRY_OFFSET);
            return offset >= 0 && offset <= bound ? offset : UNKNOWN;
        }
        if (checkpoint.isPresent() && checkpoint.get().end().count() == id + 1) {
            return checkpoint.get().end().offset();
        }
        return lastOfFile || id + 1 == entries ? length(DayFolder.dataName(fileNumber)) : UNKNOWN;
    }

    private Fault fault(RecordWalk walk) throws IOException {
        if (walk.isWhole() && !walk.hasChecksum()) {
            walk.checkNeighbour();
        }
        Optional<Fault> fault = walk.fault();
        if (fault.isPresent()) {
            return fault.get();
        }
        // Asked for, so that the walk does not trust this record for the next one.
        boolean wrong = walk.hasChecksum() && !walk.checksumMatches();
        return wrong ? walk.checksumFault() : missing(walk.id());
    }

    private static boolean isLost(RecordWalk walk) {
        return walk.structure() == RecordWalk.Structure.CUT || walk.structure() == RecordWalk.Structure.NO_FILE;
    }

    private Fault missing(long id) {
        return new Fault(folder.day(), id, Layout.INDEX, entries + " entries", "one for each record, such as this one");
    }

    private void left(Fault fault) {
        log.left(fault, fault.id());
    }

    private void addUnmended(Fault fault, boolean lost) {
        int last = unmended.size() - 1;
        if (last >= 0 && ((lost && unmended.get(last).lost) || last >= MAX_UNMENDED)) {
            Unmended before = unmended.get(last);
            unmended.set(last, new Unmended(before.first, before.lost, fault.id()));
        } else {
            unmended.add(new Unmended(fault, lost, fault.id()));
        }
    }

    /**
     * Tells of what could not be mended.
     *
     * @param stays whether there is a record behind it that can be read; else it is cut off
     */
    private void tellUnmended(boolean stays) {
        for (Unmended broken : unmended) {
            if (stays || broken.first.id() < acknowledged) {
                log.left(broken.first, broken.last);
            } else {
                log.mended(RepairLog.range(broken.first, broken.last), CUT);
            }
        }
        unmended.clear();
    }

    private void tellChecksums() {
        if (checksumsMade > 0 && firstChecksumMade < acknowledged) {
            tally.mended(
                    new Fault(
                            folder.day(),
                            firstChecksumMade,
                            Layout.CHECKSUMS,
                            "no checksum",
                            "one, and of " + (checksumsMade - 1) + " more records"),
                    "computed from the records");
        }
    }

    private void mendCheckpoint() throws IOException {
        out.force();
        if (!isOurs) {
            return;
        }
        boolean right = checkpoint.isPresent()
                && checkpoint.get().end().equals(end)
                && Checkpoint.brokenPlaces(folder).isEmpty();
        if (right && out.isEmpty()) {
            return;
        }
        if (!right && !(checkpoint.isPresent() && checkpoint.get().end().count() > end.count())) {
            tellCheckpoint();
        }
        out.keepWhole(Layout.CHECKPOINT);
        Checkpoint next = checkpoint
                .map(before -> before.next(end, Checkpoint.Left.IN_ORDER, disk))
                .orElseGet(() -> Checkpoint.first(end, Checkpoint.Left.IN_ORDER, disk));
        try (DiskFile file = disk.open(folder.checkpoint())) {
            next.write(file);
            // Both places, so that none is left with something else in it.
            next.next(end, Checkpoint.Left.IN_ORDER, disk).write(file);
        }
        disk.forceFolder(folder.path());
    }

    private void tellCheckpoint() throws IOException {
        if (checkpoint.isPresent() && Checkpoint.brokenPlaces(folder).isEmpty()) {
            // It is behind what was appended since, and that is no fault.
            return;
        }
        tally.mended(
                new Fault(
                        folder.day(),
                        end.count(),
                        Layout.CHECKPOINT,
                        disk.exists(folder.checkpoint()) ? "bytes that do not agree with their CRC32C" : "no such file",
                        "the number of records"),
                "made anew");
    }

    private long length(String name) throws IOException {
        return DayVerification.length(folder, name);
    }

    /** Records of which nothing is known but that they follow each other, or one that is broken. */
    private record Unmended(Fault first, boolean lost, long last) {}
}
