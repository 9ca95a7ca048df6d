package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Optional;

/** Reads records of a day from another store, as they would be in files of this one. One thread. */
final class RecordCopy implements Closeable {
    private final DayLog day;
    private final RecordCursor cursor;
    private final Checksum checksum = new Checksum();
    private final ByteBuffer header = ByteBuffer.allocate(Layout.RECORD_PAYLOAD);

    /** The record that the cursor is at, or -1. */
    private long id = -1;

    private RecordCopy(DayLog day) throws IOException {
        this.day = day;
        cursor = day.cursor(0);
    }

    /** Opens a copy of a day; empty if the store does not have the day. */
    static Optional<RecordCopy> open(LogStore store, LocalDate day) throws IOException {
        Optional<DayLog> found = store.find(day);
        return found.isPresent() ? Optional.of(new RecordCopy(found.get())) : Optional.empty();
    }

    /** Goes to a record; false if the copy does not have it, or has a broken one. */
    boolean load(long wanted) throws IOException {
        if (wanted == id) {
            return true;
        }
        if (wanted >= day.count()) {
            return false;
        }
        try {
            if (wanted != id + 1 || id < 0) {
                cursor.seek(wanted);
            }
            id = cursor.next() ? cursor.id() : -1;
        } catch (CorruptLogException e) {
            // That is for a verification of the copy to tell.
            id = -1;
        }
        return id == wanted;
    }

    short type() {
        return cursor.type();
    }

    /** The length of header and payload. */
    int length() {
        return Layout.RECORD_PAYLOAD + cursor.payload().remaining();
    }

    /** The checksum that the record has. */
    int checksum() {
        checksum.begin();
        checksum.add(header());
        checksum.add(cursor.payload());
        return checksum.end(cursor.type());
    }

    /** Header and payload. */
    ByteBuffer bytes() {
        return ByteBuffer.allocate(length()).put(header()).put(cursor.payload()).flip();
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }

    private ByteBuffer header() {
        return header.clear()
                .putShort(Layout.MAGIC)
                .putInt(cursor.epochSeconds())
                .putInt(cursor.payload().remaining())
                .flip();
    }
}
