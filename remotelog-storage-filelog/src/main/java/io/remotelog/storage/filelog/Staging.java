package io.remotelog.storage.filelog;

import java.nio.ByteBuffer;

/**
 * Records that wait for a commit, off-heap: bytes for the current data file, and index entries. One thread.
 *
 * <p>The data is bounded by {@link Sizes#stagingBytes}: when it is full it goes to the data file, where nobody sees it before
 * its index entries. Those are held to the commit, and are bounded by {@link #MAX_RECORDS}.
 */
final class Staging {
    static final int MAX_RECORDS = 8 << 20;
    private static final int FIRST_RECORDS = 8 << 10;

    private final ByteBuffer data;
    private ByteBuffer index = ByteBuffer.allocateDirect(FIRST_RECORDS * Layout.ENTRY_BYTES);

    Staging(int dataBytes) {
        data = ByteBuffer.allocateDirect(dataBytes);
    }

    int records() {
        return index.position() / Layout.ENTRY_BYTES;
    }

    boolean hasData() {
        return data.position() > 0;
    }

    boolean hasRoom(int bytes) {
        return data.remaining() >= bytes;
    }

    void header(int epochSeconds, int length) {
        data.putShort(Layout.MAGIC).putInt(epochSeconds).putInt(length);
    }

    /** Takes as much of a payload as there is room for, beginning at an index of it, and tells how much. */
    int payload(ByteBuffer payload, int from) {
        int taken = Math.min(payload.limit() - from, data.remaining());
        data.put(data.position(), payload, from, taken);
        data.position(data.position() + taken);
        return taken;
    }

    void entry(int fileNumber, long offset, short type) {
        if (index.remaining() < Layout.ENTRY_BYTES) {
            grow();
        }
        index.putShort((short) fileNumber).putLong(offset).putShort(type);
    }

    /** The data, ready to be read; {@link #clearData} comes next. */
    ByteBuffer dataToWrite() {
        return data.flip();
    }

    /** The index entries, ready to be read; {@link #clear} comes next. */
    ByteBuffer indexToWrite() {
        return index.flip();
    }

    void clearData() {
        data.clear();
    }

    void clear() {
        data.clear();
        index.clear();
    }

    private void grow() {
        ByteBuffer larger = ByteBuffer.allocateDirect(2 * index.capacity());
        larger.put(index.flip());
        index = larger;
    }
}
