package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.Closeable;
import java.io.IOException;

/**
 * Finds records through the index, and checks that they are what a writer writes. One thread.
 *
 * <p>The length of each file is asked for with each block, and nothing is looked at past it: a file may have been cut. One that
 * is cut in the very moment it is read makes the JVM throw an {@link InternalError}, by {@link MappedFault} at the end of
 * {@link #read}.
 */
final class BlockReader implements Closeable {
    private final String dayName;
    private final OpenDay openDay;

    /** Absent until there is one: a writer makes the day's folder before its files. */
    private FileWindow index;

    private final DataWindows windows;

    /** Absent if the cursor does not verify. */
    private final BlockVerifier verifier;

    private final RecordBlock block = new RecordBlock();

    /** What is being read, for the error messages. */
    private long id;

    private long offset;

    BlockReader(String dayName, OpenDay openDay, boolean verified) throws IOException {
        this.dayName = dayName;
        this.openDay = openDay;
        windows = new DataWindows(openDay);
        verifier = verified ? new BlockVerifier(openDay) : null;
    }

    /** What {@link #read} fills. */
    RecordBlock block() {
        return block;
    }

    /** How many records the index tells of at this instant. */
    long count() throws IOException {
        return hasIndex() ? Layout.entries(index.length()) : 0;
    }

    /** Whether the index is there; it may be later than the reader. */
    private boolean hasIndex() throws IOException {
        if (index == null && openDay.has(Layout.INDEX)) {
            index = new FileWindow(openDay, Layout.INDEX);
        }
        return index != null;
    }

    /** Looks for a checksum file that was absent so far. */
    void lookAgain() throws IOException {
        if (verifier != null) {
            verifier.lookAgain();
        }
    }

    /**
     * Fills the block from a record on.
     *
     * @param most how many records, at most; it may become fewer, but at least one
     * @param endBefore where the record before it ends in its data file, or -1 if that is not known
     * @return false if the index does not have the record
     * @throws CorruptLogException if the first one cannot be what was written; the block is empty then
     * @throws InternalError if a file was cut while it was read
     */
    boolean read(long id, int most, long endBefore) throws IOException {
        if (most == 1 && verifier != null && verifier.knows(id) && readTrusting(id, endBefore)) {
            return true;
        }
        try {
            return read(id, most, endBefore, false);
        } finally {
            MappedFault.raise();
        }
    }

    /**
     * Reads one record by the lengths that the files just had, since to ask for them costs as much as all the rest. A checksum
     * that agrees tells that nothing was cut; whatever else comes out is for the careful way to say.
     */
    private boolean readTrusting(long id, long endBefore) {
        try {
            if (read(id, 1, endBefore, true) && verifier.hasChecksums()) {
                return true;
            }
        } catch (IOException | InternalError e) {
            // The careful way will tell.
        }
        MappedFault.forget();
        return false;
    }

    private boolean read(long id, int most, long endBefore, boolean trusting) throws IOException {
        this.id = id;
        block.clear();
        if (!hasIndex()) {
            return false;
        }
        long indexed = Layout.entries(length(index, Layout.entryOffset(id + 1), trusting)) - id;
        if (indexed <= 0) {
            return false;
        }
        int number = Layout.fileNumber(id);
        int inFile = (int) (id % Layout.RECORDS_PER_DATA_FILE);
        if (inFile == 0 && endBefore >= 0) {
            windows.release(number - 1);
            lookAgain();
        }
        int entry = index.cover(Layout.entryOffset(id), Layout.ENTRY_BYTES);
        int mapped = (index.view().capacity() - entry) / Layout.ENTRY_BYTES;
        int wanted = (int) Math.min(Math.min(most, indexed), Math.min(Layout.RECORDS_PER_DATA_FILE - inFile, mapped));
        if (verifier != null) {
            verifier.begin(id, wanted, trusting);
        }
        offset = index.view().getLong(entry + Layout.ENTRY_OFFSET);
        long least = inFile == 0 || endBefore < 0 ? (long) inFile * Layout.RECORD_PAYLOAD : endBefore;
        requireIndexed(index.view().getShort(entry + Layout.ENTRY_FILE_NUMBER), least);
        FileWindow data = windows.at(number, offset);
        long length = length(data, offset + Layout.RECORD_PAYLOAD, trusting);
        requireHeld(offset + Layout.RECORD_PAYLOAD, length);
        int first = data.cover(offset, Layout.RECORD_PAYLOAD);
        int limit = (int) (Math.min(length, data.end()) - data.start());
        if (verifier == null) {
            block.look(data.start(), data.view(), data.lent(), limit);
        } else {
            verifier.copy(block, data, first, extent(entry + (wanted - 1) * Layout.ENTRY_BYTES, data, first, limit));
        }
        block.fill(index.view(), entry, wanted, number, least, verifier != null);
        if (block.size == 0) {
            fillOne(entry, data, length);
            verifyOne(data);
        } else if (verifier != null) {
            verify();
        }
        return true;
    }

    /** Where the record is that was read last, or could not be read. */
    String place() {
        return dayName + "/" + DayFolder.dataName(Layout.fileNumber(id)) + " at " + offset;
    }

    @Override
    public void close() {
        block.clear();
        if (verifier != null) {
            verifier.close();
        }
        windows.close();
        if (index != null) {
            index.close();
        }
    }

    private static long length(FileWindow window, long needed, boolean trusting) throws IOException {
        return trusting ? window.recentLength(needed) : window.length();
    }

    /** How many bytes of the data file the records are, up to the one of an entry; more if that cannot be told. */
    private int extent(int lastEntry, FileWindow data, int first, int limit) {
        long last = index.view().getLong(lastEntry + Layout.ENTRY_OFFSET) - data.start();
        if (last < first || last > limit - Layout.RECORD_PAYLOAD) {
            return limit - first;
        }
        int payload = (int) last + Layout.RECORD_PAYLOAD;
        int length = data.view().getInt((int) last + Layout.RECORD_LENGTH);
        return (length < 0 || length > limit - payload ? limit : payload + length) - first;
    }

    /** Takes one record, with all care: it may lie across the end of a chunk, or be broken. */
    private void fillOne(int entry, FileWindow data, long length) throws IOException {
        int header = data.cover(offset, Layout.RECORD_PAYLOAD);
        short magic = data.view().getShort(header + Layout.RECORD_MAGIC);
        if (magic != Layout.MAGIC) {
            throw corrupt(String.format("magic %04X, want %04X", magic, Layout.MAGIC));
        }
        int payloadLength = data.view().getInt(header + Layout.RECORD_LENGTH);
        if (payloadLength < 0) {
            throw corrupt("length " + payloadLength + ", want 0 or more");
        }
        long payloadOffset = offset + Layout.RECORD_PAYLOAD;
        requireHeld(payloadOffset + payloadLength, length);
        int epochSeconds = data.view().getInt(header + Layout.RECORD_TIME);
        short type = index.view().getShort(entry + Layout.ENTRY_TYPE);
        int whole = Layout.RECORD_PAYLOAD + payloadLength;
        if (verifier != null && verifier.holds(whole)) {
            verifier.copy(block, data, data.cover(offset, whole), whole);
            block.take(payloadLength, type);
            return;
        }
        int payload = data.cover(payloadOffset, payloadLength);
        block.look(data.start(), data.view(), data.lent(), payload + payloadLength);
        block.takeApart(payload, payloadLength, epochSeconds, type);
    }

    private void verify() throws CorruptLogException {
        if (!verifier.agrees(block) && block.size == 0) {
            throw disagreement();
        }
    }

    private void verifyOne(FileWindow data) throws IOException {
        if (verifier == null) {
            return;
        }
        if (block.isApart()) {
            if (!verifier.agreesAsWhole(block, data)) {
                throw disagreement();
            }
        } else {
            verify();
        }
    }

    private CorruptLogException disagreement() {
        return corrupt(String.format("record %d: checksum %08X, want %08X", id, verifier.got(), verifier.wanted()));
    }

    private void requireIndexed(int number, long least) throws CorruptLogException {
        if (number != Layout.fileNumber(id)) {
            throw corruptIndex("data file " + number + ", want " + Layout.fileNumber(id));
        }
        // More is no fault: a Go program that was killed between data and index leaves a gap when it goes on.
        if (offset < least) {
            throw corruptIndex("offset " + offset + ", want " + least + " or more, the end of the record before it");
        }
    }

    private void requireHeld(long end, long length) throws CorruptLogException {
        // An offset near the greatest makes the end overflow.
        if (end > length || end < offset) {
            throw corrupt("record " + id + " ends at " + end + ", want at most " + length + ", the length of the file");
        }
    }

    private CorruptLogException corrupt(String what) {
        return new CorruptLogException(place() + ": " + what);
    }

    private CorruptLogException corruptIndex(String what) {
        return new CorruptLogException(
                dayName + "/" + Layout.INDEX + " at " + Layout.entryOffset(id) + ": record " + id + ": " + what);
    }
}
