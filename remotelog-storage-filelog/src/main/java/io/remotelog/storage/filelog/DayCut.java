package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import java.io.IOException;
import java.util.Map;

/** Cuts off, in a repair, what a day's files have beyond its records, and tells of it. One thread. */
final class DayCut {
    private final DayFolder folder;
    private final Replacements out;
    private final Tally tally;

    DayCut(DayFolder folder, Replacements out, Tally tally) {
        this.folder = folder;
        this.out = out;
        this.tally = tally;
    }

    /**
     * Cuts all files of the day.
     *
     * @param end where the day ends
     * @param fileEnds where data files end that are not the last one, as far as that is known
     */
    void run(DayEnd end, Map<Integer, Long> fileEnds) throws IOException {
        out.write();
        // The index first: what it tells of is there at any time.
        cut(end.count(), Layout.INDEX, Layout.entryOffset(end.count()));
        for (int number : DataFiles.numbers(folder)) {
            String name = DayFolder.dataName(number);
            if (number > end.fileNumber() || end.count() == 0) {
                remove(end.count(), name);
            } else if (number == end.fileNumber()) {
                cut(end.count(), name, end.offset());
            } else if (fileEnds.containsKey(number)) {
                cut((number + 1L) * Layout.RECORDS_PER_DATA_FILE, name, fileEnds.get(number));
            }
        }
        if (length(Layout.CHECKSUMS) > Layout.checksumOffset(end.count())) {
            // No fault: it means nothing, but would be in the way of a quick opening.
            out.cut(Layout.CHECKSUMS, Layout.checksumOffset(end.count()));
        }
        cut(end.count(), Layout.FINISH, 0);
    }

    private void cut(long id, String name, long length) throws IOException {
        long got = length(name);
        if (got > length) {
            out.cut(name, length);
            mended(id, name, got, Long.toString(length));
        }
    }

    private void remove(long id, String name) throws IOException {
        long got = length(name);
        if (got > 0) {
            out.remove(name);
            mended(id, name, got, "no such file");
        }
    }

    private void mended(long id, String name, long got, String want) {
        tally.mended(new Fault(folder.day(), id, "length of " + name, Long.toString(got), want), "cut");
    }

    private long length(String name) throws IOException {
        return DayVerification.length(folder, name);
    }
}
