package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/**
 * The stretch of a file that a cursor looks at: a mapped chunk, or a copy of a range that lies across the end of one.
 * One thread. Nothing is allocated while ranges lie in the same chunk.
 *
 * <p>To look past the end of the file would be a fault of the process, so {@link #length} comes before {@link #cover}.
 */
final class FileWindow implements Closeable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private static final long RECENT_NANOS = 1_000_000;

    private final OpenDay day;
    private final String name;
    private final DiskMapping mapping;
    private DiskMapping.Chunk chunk;

    private ByteBuffer view = NOTHING;
    private ByteBuffer lent = NOTHING;
    private long start;
    private long end;
    private long knownLength;
    private long askedNanos;

    private byte[] copied = new byte[0];

    /**
     * Opens a file of a day.
     *
     * @throws NoSuchFileException if it is absent
     */
    FileWindow(OpenDay day, String name) throws IOException {
        this.day = day;
        this.name = name;
        mapping = day.acquire(name);
    }

    String name() {
        return name;
    }

    /** The length of the file at this instant, in bytes. */
    long length() throws IOException {
        knownLength = mapping.length();
        return knownLength;
    }

    /** What the length was when it was last asked for; 0 before. */
    long knownLength() {
        return knownLength;
    }

    /** As {@link #length}, or what it was within the last millisecond if the file reached to this offset then. */
    long recentLength(long offset) throws IOException {
        long now = day.disk().nanoTime();
        if (knownLength < offset || now - askedNanos > RECENT_NANOS) {
            askedNanos = now;
            return length();
        }
        return knownLength;
    }

    /** Makes the window hold a range of the file, and tells where in {@link #view} it begins. */
    int cover(long offset, int length) throws IOException {
        if (offset < start || offset + length > end) {
            move(offset, length);
        }
        return (int) (offset - start);
    }

    /** Where in the file the window begins. */
    long start() {
        return start;
    }

    /** Where in the file the window ends; this may be past the end of the file. */
    long end() {
        return end;
    }

    /** To read at positions that {@link #cover} told; big-endian. */
    ByteBuffer view() {
        return view;
    }

    /** The same bytes as {@link #view}, for others to read: read-only, and with a position of their own. */
    ByteBuffer lent() {
        return lent;
    }

    /** Reads a range without the mapping; fails if the file ends before. */
    void read(byte[] bytes, int length, long offset) throws IOException {
        mapping.read(bytes, length, offset);
    }

    /** Gives the mapping free. */
    @Override
    public void close() {
        forget();
        day.release(name);
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
        lent = bytes.asReadOnlyBuffer();
    }

    private void forget() {
        view = NOTHING;
        lent = NOTHING;
        start = 0;
        end = 0;
        if (chunk != null) {
            DiskMapping.Chunk released = chunk;
            chunk = null;
            released.release();
        }
    }
}
