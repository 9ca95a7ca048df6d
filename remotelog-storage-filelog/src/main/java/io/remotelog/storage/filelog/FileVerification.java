package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the lengths of a day's files against its records, and the checkpoint and {@code finish}. One thread.
 *
 * <p>What lies beyond the last record is what a writer is about, or what one left that died. The latter is cut off when the
 * day is opened next, and is told as a fault until then.
 */
final class FileVerification {
    private static final String CUT_NEXT = ", what is more is cut when the day is opened next";

    /** How often, and how long apart, a tail is looked at again that a Go program may be writing, which takes no lock. */
    private static final int LOOKS = 5;

    private static final long LOOK_MILLIS = 20;

    private final DayFolder folder;
    private final Tally tally;
    private final Optional<Checkpoint> checkpoint;
    private final JournaledRecords journaled;
    private final long indexLength;
    private final long count;
    private final List<Fault> tailFaults = new ArrayList<>();

    FileVerification(
            DayFolder folder,
            Tally tally,
            Optional<Checkpoint> checkpoint,
            JournaledRecords journaled,
            long indexLength) {
        this.journaled = journaled;
        this.folder = folder;
        this.tally = tally;
        this.checkpoint = checkpoint;
        this.indexLength = indexLength;
        count = Layout.entries(indexLength);
    }

    void run(DayTail tail) throws IOException {
        checkChecksums();
        checkCheckpoint(tail);
        checkTail(tail);
        OptionalLength finish = length(Layout.FINISH);
        if (finish.bytes > 0) {
            tally.fault(count, "length of " + Layout.FINISH, Long.toString(finish.bytes), "0");
        }
        if (!tailFaults.isEmpty() && (folder.isFinished() || !(isWritten() || journaled.toId() > count))) {
            tailFaults.forEach(tally::fault);
        }
    }

    private void checkChecksums() throws IOException {
        OptionalLength length = length(Layout.CHECKSUMS);
        long want = Math.min(
                count,
                checkpoint.map(found -> found.acknowledged(folder.disk())).orElse(0L));
        long got = length.bytes / Layout.CHECKSUM_BYTES;
        if (got < want) {
            tally.fault(
                    got, Layout.CHECKSUMS, length.exists ? got + " checksums" : "no such file", want + " checksums");
        }
    }

    private void checkCheckpoint(DayTail tail) throws IOException {
        for (long place : Checkpoint.brokenPlaces(folder)) {
            tailFaults.add(fault(
                    count,
                    Layout.CHECKPOINT + " at " + place,
                    "bytes that do not agree with their CRC32C",
                    "a checkpoint"));
        }
        if (checkpoint.isEmpty()) {
            if (!length(Layout.CHECKPOINT).exists && length(Layout.CHECKSUMS).bytes > 0) {
                tailFaults.add(fault(0, Layout.CHECKPOINT, "no such file", "one beside " + Layout.CHECKSUMS));
            }
            return;
        }
        DayEnd want = checkpoint.get().end();
        long acknowledged = checkpoint.get().acknowledged(folder.disk());
        if (acknowledged > count) {
            tally.fault(count, "records that the checkpoint counts", Long.toString(count), Long.toString(acknowledged));
        } else if (tail.atCheckpoint().isPresent() && !tail.atCheckpoint().get().equals(want)) {
            DayEnd got = tail.atCheckpoint().get();
            tally.fault(
                    Math.max(0, want.count() - 1),
                    "end of the record in " + Layout.CHECKPOINT,
                    DayFolder.dataName(want.fileNumber()) + " at " + want.offset(),
                    DayFolder.dataName(got.fileNumber()) + " at " + got.offset());
        }
    }

    private void checkTail(DayTail tail) throws IOException {
        long whole = Layout.entryOffset(count);
        if (indexLength > whole) {
            tailFaults.add(fault(count, "length of " + Layout.INDEX, Long.toString(indexLength), whole + CUT_NEXT));
        }
        int last = count == 0 ? 0 : Layout.fileNumber(count - 1);
        for (int number : DataFiles.numbers(folder)) {
            String name = DayFolder.dataName(number);
            long length = length(name).bytes;
            if (number > last && length > 0) {
                tailFaults.add(fault(count, "length of " + name, Long.toString(length), "no such file" + CUT_NEXT));
            } else if (number == last && tail.isKnown() && length > tail.end().offset()) {
                tailFaults.add(fault(
                        count,
                        "length of " + name,
                        Long.toString(length),
                        tail.end().offset() + CUT_NEXT));
            }
        }
    }

    /** Whether a writer is at it: one that holds the lock, or one whose index grows. */
    private boolean isWritten() throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            if (folder.disk().isLocked(folder.root()) || length(Layout.INDEX).bytes != indexLength) {
                return true;
            }
            pause();
        }
        return false;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it was verifying", e);
        }
    }

    private Fault fault(long id, String what, String got, String want) {
        return new Fault(folder.day(), id, what, got, want);
    }

    private OptionalLength length(String name) throws IOException {
        try {
            return new OptionalLength(true, folder.disk().length(folder.path().resolve(name)));
        } catch (NoSuchFileException e) {
            return new OptionalLength(false, 0);
        }
    }

    private record OptionalLength(boolean exists, long bytes) {}
}
