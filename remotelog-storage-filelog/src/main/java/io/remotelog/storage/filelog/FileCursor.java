package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Reads the records of a day forward: the index in blocks, the data mapped. One thread. */
final class FileCursor implements RecordCursor {
    private final FileLogDay day;
    private final OpenDay openDay;
    private final IndexBlock index;
    private final DataWindow window;

    private long nextId;
    private long knownCount;

    /** Where the record before {@link #nextId} ends in its data file, or -1 after a seek. */
    private long endBefore = -1;

    private boolean atRecord;
    private boolean closed;
    private long offset;
    private int epochSeconds;
    private short type;
    private int payloadFrom;
    private int payloadTo;

    FileCursor(FileLogDay day, OpenDay openDay, IndexBlock index) {
        this.day = day;
        this.openDay = openDay;
        this.index = index;
        window = new DataWindow(openDay);
    }

    @Override
    public boolean next() throws IOException {
        requireOpen();
        if (nextId >= knownCount) {
            knownCount = day.count(openDay, index);
            if (nextId >= knownCount) {
                return false;
            }
        }
        if (!index.load(nextId, knownCount)) {
            // The index was cut since it was counted: the writer dropped what it had not committed.
            knownCount = 0;
            return false;
        }
        atRecord = false;
        try {
            read();
        } catch (InternalError | UncheckedIOException e) {
            throw new IOException(
                    place() + ": mapped memory cannot be read: the file was cut meanwhile, or the disk fails", e);
        } finally {
            if (!atRecord) {
                index.forget();
            }
        }
        nextId++;
        return true;
    }

    @Override
    public void seek(long id) throws IOException {
        requireOpen();
        long count = day.count(openDay, index);
        if (id < 0 || id > count) {
            throw new IllegalArgumentException(day.day() + ": id " + id + ", want 0 to " + count);
        }
        nextId = id;
        endBefore = -1;
        atRecord = false;
    }

    @Override
    public long id() {
        requireRecord();
        return nextId - 1;
    }

    @Override
    public long offset() {
        requireRecord();
        return offset;
    }

    @Override
    public int epochSeconds() {
        requireRecord();
        return epochSeconds;
    }

    @Override
    public short type() {
        requireRecord();
        return type;
    }

    @Override
    public ByteBuffer payload() {
        requireRecord();
        return window.payload(payloadFrom, payloadTo);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            atRecord = false;
            window.close();
            openDay.release(Layout.INDEX);
            OpenDays.release(openDay);
        }
    }

    private void read() throws IOException {
        offset = index.offset(nextId);
        requireIndexed();
        window.open(Layout.fileNumber(nextId));
        long payloadOffset = offset + Layout.RECORD_PAYLOAD;
        requireHeld(payloadOffset);
        int at = window.cover(offset, Layout.RECORD_PAYLOAD);
        ByteBuffer view = window.view();
        short magic = view.getShort(at + Layout.RECORD_MAGIC);
        if (magic != Layout.MAGIC) {
            throw corrupt(String.format("magic %04X, want %04X", magic, Layout.MAGIC));
        }
        int length = view.getInt(at + Layout.RECORD_LENGTH);
        if (length < 0) {
            throw corrupt("length " + length + ", want 0 or more");
        }
        epochSeconds = view.getInt(at + Layout.RECORD_TIME);
        requireHeld(payloadOffset + length);
        at = window.cover(offset, Layout.RECORD_PAYLOAD + length);
        payloadFrom = at + Layout.RECORD_PAYLOAD;
        payloadTo = payloadFrom + length;
        type = index.type(nextId);
        endBefore = payloadOffset + length;
        atRecord = true;
    }

    private void requireIndexed() throws CorruptLogException {
        int number = index.fileNumber(nextId);
        if (number != Layout.fileNumber(nextId)) {
            throw corruptIndex("data file " + number + ", want " + Layout.fileNumber(nextId));
        }
        // More is no fault: a Go program that was killed between data and index leaves a gap when it goes on.
        long inFile = nextId % Layout.RECORDS_PER_DATA_FILE;
        long least = inFile == 0 || endBefore < 0 ? inFile * Layout.RECORD_PAYLOAD : endBefore;
        if (offset < least) {
            throw corruptIndex("offset " + offset + ", want " + least + " or more, the end of the record before it");
        }
    }

    private void requireHeld(long end) throws IOException {
        if (!window.holds(end)) {
            throw corrupt("record " + nextId + " ends at " + end + ", want at most " + window.knownLength()
                    + ", the length of the file");
        }
    }

    private CorruptLogException corrupt(String what) {
        return new CorruptLogException(place() + ": " + what);
    }

    private CorruptLogException corruptIndex(String what) {
        return new CorruptLogException(DayFolder.name(day.day()) + "/" + Layout.INDEX + " at "
                + Layout.entryOffset(nextId) + ": record " + nextId + ": " + what);
    }

    private String place() {
        return DayFolder.name(day.day()) + "/" + DayFolder.dataName(Layout.fileNumber(nextId)) + " at " + offset;
    }

    private void requireRecord() {
        requireOpen();
        if (!atRecord) {
            throw new IllegalStateException("no record: next() comes first");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("cursor of " + day.day() + " is closed");
        }
    }
}
