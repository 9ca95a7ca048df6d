package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayDamagedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The records of a day, to hold the notes of producers against. One thread.
 *
 * <p>What a note tells of is in the log as far as the day has the records' ids, and records there that have the noted checksums:
 * after a crash another program's can have the ids. A day that is gone, and what a damaged one is known to have had, is believed.
 */
final class NotedRecords implements Closeable {
    /** Where the records are; null if the day is gone. */
    private final DayFolder folder;

    /** What the day looks like, if opening it is only a preview. */
    private final PreviewDisk preview;

    private final long count;

    /** How many records of a damaged day were there. */
    private final long believed;

    private DiskFile index;
    private TailReader records;
    private final EntryBlocks checksums;

    private NotedRecords(DayFolder folder, PreviewDisk preview, long count, long believed) throws IOException {
        this.folder = folder;
        this.preview = preview;
        this.count = count;
        this.believed = believed;
        checksums = folder == null ? null : new EntryBlocks(folder.disk(), folder.checksums(), Layout.CHECKSUM_BYTES);
    }

    /** Those of a day that is in order, with so many records. */
    static NotedRecords of(DayFolder folder, long count) throws IOException {
        return new NotedRecords(folder, null, count, 0);
    }

    /** Those of a day that was not opened, as it would be if it was; that changes nothing. */
    static NotedRecords of(DayFolder folder, FsyncPolicy policy) throws IOException {
        if (!folder.exists()) {
            return new NotedRecords(null, null, 0, 0);
        }
        if (folder.isFinished()) {
            return of(folder, folder.count());
        }
        PreviewDisk disk = new PreviewDisk(folder.disk());
        boolean done = false;
        try {
            DayFolder seen = DayFolder.of(disk, folder.root(), folder.day());
            NotedRecords opened = new NotedRecords(
                    seen, disk, new DayRecovery(seen, policy).run().end().count(), 0);
            done = true;
            return opened;
        } catch (DayDamagedException | CorruptLogException e) {
            // A repair gives up no record that can be read.
            long there = Checkpoint.read(folder).map(last -> last.end().count()).orElse(0L);
            return new NotedRecords(folder, null, folder.count(), there);
        } finally {
            if (!done) {
                disk.close();
            }
        }
    }

    /**
     * What of a noted run is in the log: all of it, nothing, or, if it was not known to be committed, the first ones of its
     * records. Of one that was committed that cannot be told, since it has the checksum of the last one only.
     */
    Optional<NotedRun> find(NotedRun noted) throws IOException {
        long first = noted.run().first().id();
        int records = noted.run().records();
        boolean isBelieved = folder == null || first + records <= believed;
        int there = (int) Math.max(0, Math.min(records, count - first));
        if (isBelieved || (there == records && isThere(first + records - 1, noted.lastChecksum()))) {
            return Optional.of(noted.committed(records));
        }
        int same = 0;
        while (!noted.isCommitted() && same < there && isThere(first + same, noted.checksum(same))) {
            same++;
        }
        return same == 0 ? Optional.empty() : Optional.of(noted.committed(same));
    }

    private boolean isThere(long id, int want) throws IOException {
        OptionalInt checksum = checksum(id);
        if (checksum.isEmpty() && checksums.load(id)) {
            // Of a record that was broken since, there is this.
            checksum = OptionalInt.of(checksums.getInt(id, 0));
        }
        return checksum.isPresent() && checksum.getAsInt() == want;
    }

    private OptionalInt checksum(long id) throws IOException {
        try {
            if (records == null) {
                index = folder.disk().openToRead(folder.index());
                records = new TailReader(folder, index);
            }
            return records.checksum(id);
        } catch (CorruptLogException | NoSuchFileException e) {
            return OptionalInt.empty();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable open : Arrays.asList(records, index, checksums, preview)) {
            if (open != null) {
                open.close();
            }
        }
    }
}
