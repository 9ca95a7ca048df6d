package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/**
 * The stretch of a data file that a cursor looks at: a mapped chunk, or a copy of a record that lies across the end of
 * one. One thread. Nothing is allocated while records lie in the same chunk.
 *
 * <p>Reading past the end of the file would be a fault of the process, so {@link #holds} comes before {@link #cover}.
 */
final class DataWindow implements Closeable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final OpenDay day;
    private DiskMapping mapping;
    private int number;
    private long knownLength;
    private DiskMapping.Chunk chunk;

    private ByteBuffer view = NOTHING;
    private ByteBuffer payload = NOTHING;
    private long start;
    private long end;

    private byte[] copied = new byte[0];

    DataWindow(OpenDay day) {
        this.day = day;
    }

    /** Goes to a data file. */
    void open(int number) throws IOException {
        if (mapping != null && this.number == number) {
            return;
        }
        close();
        try {
            mapping = day.acquire(DayFolder.dataName(number));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(e.getFile(), null, "the index tells of records in it");
        }
        this.number = number;
    }

    /** Whether the data file reaches to an offset. */
    boolean holds(long offset) throws IOException {
        if (offset > knownLength) {
            knownLength = mapping.length();
        }
        return offset <= knownLength;
    }

    /** How long the data file was when it was last looked at. */
    long knownLength() {
        return knownLength;
    }

    /** Makes the window hold a range, and tells where in {@link #view} it begins. */
    int cover(long offset, int length) throws IOException {
        if (offset < start || offset + length > end) {
            move(offset, length);
        }
        return (int) (offset - start);
    }

    /** To read at positions that {@link #cover} told; big-endian. */
    ByteBuffer view() {
        return view;
    }

    /** A range of the view, for others to read. */
    ByteBuffer payload(int from, int to) {
        return payload.limit(to).position(from);
    }

    /** Gives the mapping free; {@link #open} may follow. */
    @Override
    public void close() {
        forget();
        if (mapping != null) {
            day.release(DayFolder.dataName(number));
            mapping = null;
        }
        knownLength = 0;
    }

    private void move(long offset, int length) throws IOException {
        forget();
        chunk = mapping.acquire(offset);
        start = chunk.start();
        ByteBuffer bytes = chunk.bytes();
        end = start + bytes.capacity();
        if (offset + length <= end) {
            look(bytes);
            return;
        }
        forget();
        if (copied.length < length) {
            copied = new byte[length];
        }
        mapping.read(copied, length, offset);
        look(ByteBuffer.wrap(copied));
        start = offset;
        end = offset + length;
    }

    private void look(ByteBuffer bytes) {
        view = bytes.asReadOnlyBuffer();
        payload = bytes.asReadOnlyBuffer();
    }

    private void forget() {
        view = NOTHING;
        payload = NOTHING;
        start = 0;
        end = 0;
        if (chunk != null) {
            DiskMapping.Chunk released = chunk;
            chunk = null;
            released.release();
        }
    }
}
