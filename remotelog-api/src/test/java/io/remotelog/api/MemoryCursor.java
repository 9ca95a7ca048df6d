package io.remotelog.api;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads one {@link MemoryDay} forward. One thread. */
final class MemoryCursor implements RecordCursor {
    // Not 0: a reader that takes the payload to begin there fails here, not first in a store of files.
    private static final int PAYLOAD_POSITION = 10;

    private final MemoryDay day;
    private byte[] shown = new byte[256];
    private ByteBuffer view = ByteBuffer.wrap(shown).asReadOnlyBuffer();
    private long nextId;
    private MemoryRecord current;
    private boolean closed;

    MemoryCursor(MemoryDay day, long fromId) {
        this.day = day;
        seek(fromId);
    }

    @Override
    public boolean next() {
        requireOpen();
        if (nextId >= day.count()) {
            return false;
        }
        current = day.record(nextId);
        nextId++;
        spoil();
        int length = current.payload().limit();
        if (PAYLOAD_POSITION + length > shown.length) {
            shown = new byte[PAYLOAD_POSITION + length];
            view = ByteBuffer.wrap(shown).asReadOnlyBuffer();
        }
        current.payload().get(0, shown, PAYLOAD_POSITION, length);
        return true;
    }

    @Override
    public void seek(long id) {
        requireOpen();
        long count = day.count();
        if (id < 0 || id > count) {
            throw new IllegalArgumentException(day.day() + ": id " + id + ", want 0 to " + count);
        }
        nextId = id;
        current = null;
        spoil();
    }

    @Override
    public long id() {
        requireRecord();
        return nextId - 1;
    }

    @Override
    public long offset() {
        requireRecord();
        return -1;
    }

    @Override
    public int epochSeconds() {
        return requireRecord().epochSeconds();
    }

    @Override
    public short type() {
        return requireRecord().type();
    }

    @Override
    public ByteBuffer payload() {
        int length = requireRecord().payload().limit();
        return view.limit(PAYLOAD_POSITION + length).position(PAYLOAD_POSITION);
    }

    @Override
    public void close() {
        closed = true;
        current = null;
        spoil();
    }

    private void spoil() {
        Arrays.fill(shown, (byte) 0xDD);
    }

    private MemoryRecord requireRecord() {
        requireOpen();
        if (current == null) {
            throw new IllegalStateException("no record: next() comes first");
        }
        return current;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("cursor of " + day.day() + " is closed");
        }
    }
}
