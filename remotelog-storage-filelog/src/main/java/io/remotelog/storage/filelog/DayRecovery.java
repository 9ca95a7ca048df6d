package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.RecoveryReport.Dropped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops a torn tail when a day is opened. One thread.
 *
 * <p>A record counts if its index entry is whole, and its bytes are within the data file. What is beyond the last such
 * record is cut off; what contradicts the format is an error instead, and nothing is cut. Whatever is accepted is forced
 * to the disk, since the program that wrote it may have died before it did that.
 */
final class DayRecovery {
    /** How many records before the end are checked not to overlap. */
    private static final int CHECKED_RECORDS = 64;

    private final DayFolder folder;
    private final String name;
    private final List<Dropped> dropped = new ArrayList<>();

    DayRecovery(DayFolder folder) {
        this.folder = folder;
        name = DayFolder.name(folder.day());
    }

    /** What was cut off. */
    List<Dropped> dropped() {
        return dropped;
    }

    /** Cuts off the torn tail, and tells where the day ends. */
    DayEnd run() throws IOException {
        try (DiskFile index = folder.disk().open(folder.index());
                TailReader tail = new TailReader(folder, index)) {
            long length = index.length();
            long entries = Layout.entries(length);
            DayEnd end = lastWhole(tail, entries);
            requireNext(tail, end, entries);
            requireInOrder(tail, end);
            List<Long> ends = earlierEnds(tail, end);

            cutIndex(index, length, end.count());
            cutData(end, ends);
            index.force();
            tail.force(end);
            return end;
        }
    }

    private DayEnd lastWhole(TailReader tail, long entries) throws IOException {
        for (long id = entries - 1; id >= 0; id--) {
            long recordEnd = tail.end(id);
            if (recordEnd != TailReader.NOT_WHOLE) {
                return new DayEnd(id + 1, Layout.fileNumber(id), recordEnd);
            }
        }
        return DayEnd.EMPTY;
    }

    /** What is to be cut from the index must be what follows the last whole record, and not some other bytes. */
    private void requireNext(TailReader tail, DayEnd end, long entries) throws IOException {
        if (end.count() < entries) {
            long want = Layout.fileNumber(end.count()) == end.fileNumber() ? end.offset() : 0;
            if (tail.offset(end.count()) != want) {
                throw wrongOffset(tail, end.count(), Long.toString(want));
            }
        }
    }

    private void requireInOrder(TailReader tail, DayEnd end) throws IOException {
        long first = Math.max(0, end.count() - CHECKED_RECORDS);
        long want = 0;
        for (long id = first; id < end.count(); id++) {
            // More is no fault: a Go program that was killed between data and index leaves a gap when it goes on.
            if (id % Layout.RECORDS_PER_DATA_FILE != 0 && tail.offset(id) < want) {
                throw wrongOffset(tail, id, want + " or more");
            }
            want = tail.end(id);
            if (want == TailReader.NOT_WHOLE) {
                throw new CorruptLogException(name + "/" + DayFolder.dataName(Layout.fileNumber(id)) + " at "
                        + tail.offset(id) + ": record " + id + " reaches past the end of the file, but record "
                        + (end.count() - 1) + " does not");
            }
        }
    }

    private CorruptLogException wrongOffset(TailReader tail, long id, String want) throws IOException {
        return new CorruptLogException(name + "/" + Layout.INDEX + " at " + Layout.entryOffset(id) + ": offset "
                + tail.offset(id) + " of record " + id + ", want " + want + ", the end of the record before it");
    }

    /** Where the data files before the last one end, by their last records. */
    private List<Long> earlierEnds(TailReader tail, DayEnd end) throws IOException {
        List<Long> ends = new ArrayList<>();
        for (int number = 0; number < end.fileNumber(); number++) {
            long last = (number + 1L) * Layout.RECORDS_PER_DATA_FILE - 1;
            long recordEnd = tail.end(last);
            if (recordEnd == TailReader.NOT_WHOLE) {
                throw new CorruptLogException(name + "/" + DayFolder.dataName(number) + " at " + tail.offset(last)
                        + ": the file ends within record " + last + ", but later data files hold records");
            }
            ends.add(recordEnd);
        }
        return ends;
    }

    private void cutIndex(DiskFile index, long length, long count) throws IOException {
        long whole = Layout.entryOffset(count);
        if (length == whole) {
            return;
        }
        long entries = Layout.entries(length);
        if (entries > count) {
            dropped.add(new Dropped(
                    Layout.INDEX,
                    count,
                    entries,
                    Layout.entryOffset(entries) - whole,
                    "the data files do not hold these records whole"));
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
                long next = Math.min(end.count(), (number + 1L) * Layout.RECORDS_PER_DATA_FILE);
                dropped.add(
                        new Dropped(DayFolder.dataName(number), next, next, cut, "the index tells of no record there"));
            }
        }
    }
}
