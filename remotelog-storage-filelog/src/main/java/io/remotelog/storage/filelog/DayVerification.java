package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import io.remotelog.storage.filelog.RecordWalk.Structure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * Checks every byte of a day's files, and changes none. One thread.
 *
 * <p>What the index tells of when it begins is checked; a writer may append meanwhile.
 */
final class DayVerification {
    private final DayFolder folder;
    private final Tally tally;

    private Optional<Checkpoint> checkpoint = Optional.empty();
    private JournaledRecords journaled = JournaledRecords.NONE;
    private boolean isRestored;
    private long indexLength;
    private long count;

    /** Records that have no bytes in the data files, one after another: a file was cut, which is one fault. */
    private long lostFrom;

    private long lostTo;
    private Optional<Fault> firstLost = Optional.empty();

    private long gaps;
    private long gapBytes;
    private long firstGap;

    DayVerification(DayFolder folder, Tally tally) {
        this.folder = folder;
        this.tally = tally;
    }

    /** Tells what is not right, and how many records the index tells of. */
    long run() throws IOException {
        // In this order: the index grows, and by now holds what the checkpoint says.
        checkpoint = Checkpoint.read(folder);
        journaled = JournaledRecords.of(folder, checkpoint);
        indexLength = length(folder, Layout.INDEX);
        count = Layout.entries(indexLength);
        tally.begin(bytes(folder));
        DayTail tail = walk();
        tellGaps();
        new FileVerification(folder, tally, checkpoint, journaled, indexLength).run(tail);
        tellRestored();
        return count;
    }

    private DayTail walk() throws IOException {
        DayTail tail = new DayTail(checkpoint);
        try (RecordWalk walk = new RecordWalk(folder, 0)) {
            while (walk.id() < count - 1 && walk.next()) {
                look(walk);
                tail.after(walk);
                tally.checked(Layout.ENTRY_BYTES
                        + (walk.isWhole() ? walk.end() - walk.offset() : 0)
                        + (walk.hasChecksum() ? Layout.CHECKSUM_BYTES : 0));
                surplus(walk, tail);
            }
        }
        tellLost();
        return tail;
    }

    private void look(RecordWalk walk) throws IOException {
        if (walk.isWhole() && !walk.hasChecksum()) {
            walk.checkNeighbour();
        }
        boolean lost = walk.structure() == Structure.NO_FILE || walk.structure() == Structure.CUT;
        boolean restored = journaled.holds(walk.id());
        if (!lost || restored) {
            tellLost();
        }
        if (restored) {
            isRestored |= !walk.isWhole() || (walk.hasChecksum() && !walk.checksumMatches());
        } else if (lost) {
            if (firstLost.isPresent() && Layout.fileNumber(lostFrom) != Layout.fileNumber(walk.id())) {
                tellLost();
            }
            if (firstLost.isEmpty()) {
                firstLost = walk.fault();
                lostFrom = walk.id();
            }
            lostTo = walk.id();
        } else if (!walk.isWhole()) {
            tally.fault(walk.fault().orElseThrow());
        } else {
            if (walk.gap() > 0) {
                firstGap = gaps == 0 ? walk.id() : firstGap;
                gaps++;
                gapBytes += walk.gap();
            }
            if (walk.hasChecksum() && !walk.checksumMatches()) {
                tally.fault(walk.checksumFault());
            }
        }
    }

    private void tellLost() {
        if (firstLost.isPresent()) {
            tally.fault(RepairLog.range(firstLost.get(), lostTo));
            firstLost = Optional.empty();
        }
    }

    /** A data file that is not the last one ends with its last record. */
    private void surplus(RecordWalk walk, DayTail tail) throws IOException {
        long next = walk.id() + 1;
        if (next < count && next % Layout.RECORDS_PER_DATA_FILE == 0 && tail.isKnown()) {
            String name = DayFolder.dataName(walk.fileNumber());
            long length = length(folder, name);
            if (length > tail.end().offset()) {
                tally.fault(
                        next,
                        "length of " + name,
                        Long.toString(length),
                        tail.end().offset() + ", the end of its last record");
            }
        }
    }

    private void tellRestored() {
        if (isRestored || journaled.toId() > count) {
            tally.note("day " + folder.day() + ": records up to " + (journaled.toId() - 1)
                    + " are whole in the journal only, from where the next opening puts them into the day's files");
        }
    }

    private void tellGaps() {
        if (gaps > 0) {
            tally.note("day " + folder.day() + ": " + gapBytes + " bytes in " + gaps
                    + " gaps between records, the first before id " + firstGap
                    + ", are of no record: a Go program that was killed leaves such");
        }
    }

    /** How many bytes there are to check in a day, about. */
    static long bytes(DayFolder folder) throws IOException {
        long bytes = length(folder, Layout.INDEX) + length(folder, Layout.CHECKSUMS);
        for (int number : DataFiles.numbers(folder)) {
            bytes += length(folder, DayFolder.dataName(number));
        }
        return bytes;
    }

    /** The length of a file of a day, 0 if it is absent. */
    static long length(DayFolder folder, String name) throws IOException {
        try {
            return folder.disk().length(folder.path().resolve(name));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
