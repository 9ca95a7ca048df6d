package io.remotelog.storage.filelog;

import java.nio.ByteBuffer;

/**
 * Records that wait for a commit, off-heap: bytes for the data files, and what the other files and the journal hold of each.
 * One thread.
 *
 * <p>The data is bounded by {@link Sizes#stagingBytes}: when it is full it goes to the data file, where nobody sees it before
 * its index entries. Those are held to the commit, and are bounded by {@link #MAX_RECORDS}.
 */
final class Staging {
    static final int MAX_RECORDS = 8 << 20;
    private static final int FIRST_RECORDS = 8 << 10;

    private final int dataBytes;
    private final int blockBytes;
    private final Checksum checksum = new Checksum();

    /** Begins at a multiple of a block, and has one more than the data, which is a part of it. */
    private ByteBuffer memory;

    private ByteBuffer data;

    /** Of the same memory as the data. */
    private ByteBuffer summed;

    /** The data that was taken last is in here; absent until some is. */
    private ByteBuffer taken;

    private ByteBuffer index = ByteBuffer.allocateDirect(FIRST_RECORDS * Layout.ENTRY_BYTES);
    private ByteBuffer checksums = ByteBuffer.allocateDirect(FIRST_RECORDS * Layout.CHECKSUM_BYTES);
    private ByteBuffer types = ByteBuffer.allocateDirect(FIRST_RECORDS * Short.BYTES);

    /** Where in the data the record begins that is being taken, or 0 if it began before the data was cleared. */
    private int recordFrom;

    /** Whether part of the record that is being taken was summed, because the data had to be cleared. */
    private boolean summing;

    /** Records and bytes before the one that begins a data file; -1 if none does. */
    private int splitRecords = -1;

    private int splitBytes;

    Staging(int dataBytes, int blockBytes) {
        this.dataBytes = dataBytes;
        this.blockBytes = blockBytes;
        memory = allocate();
        data = memory.slice(0, dataBytes);
        summed = data.duplicate();
    }

    private ByteBuffer allocate() {
        // A slice ends at a multiple of a block, too.
        return ByteBuffer.allocateDirect(dataBytes + 3 * blockBytes).alignedSlice(blockBytes);
    }

    /** Data that lies in memory as it will in its file lies so in blocks of this many bytes. */
    int blockBytes() {
        return blockBytes;
    }

    int records() {
        return types.position() / Short.BYTES;
    }

    boolean hasData() {
        return data.position() > 0;
    }

    boolean hasRoom(int bytes) {
        return data.remaining() >= bytes;
    }

    /** Begins a record; there must be room for the header. */
    void header(int epochSeconds, int length) {
        recordFrom = data.position();
        data.putShort(Layout.MAGIC).putInt(epochSeconds).putInt(length);
    }

    /** Takes as much of a payload as there is room for, beginning at an index of it, and tells how much. */
    int payload(ByteBuffer payload, int from) {
        int taken = Math.min(payload.limit() - from, data.remaining());
        data.put(data.position(), payload, from, taken);
        data.position(data.position() + taken);
        return taken;
    }

    /** Ends the record. */
    void end(int fileNumber, long offset, short type) {
        if (types.remaining() == 0) {
            grow();
        }
        index.putShort((short) fileNumber).putLong(offset).putShort(type);
        types.putShort(type);
        summed.limit(data.position()).position(recordFrom);
        if (summing) {
            checksum.add(summed);
            checksums.putInt(checksum.end(type));
            summing = false;
        } else {
            checksums.putInt(checksum.of(summed, type));
        }
    }

    /** Notes that the next record begins a data file. */
    void split() {
        splitRecords = records();
        splitBytes = data.position();
    }

    boolean isSplit() {
        return splitRecords >= 0;
    }

    /** How many records come before the one that begins a data file. */
    int splitRecords() {
        return splitRecords;
    }

    /** The data of the data file that the split ends; without a split, all of it. */
    ByteBuffer dataBeforeSplit() {
        return data.duplicate().flip().limit(isSplit() ? splitBytes : data.position());
    }

    /** The data of the data file that the split begins. */
    ByteBuffer dataAfterSplit() {
        return data.duplicate().flip().position(splitBytes);
    }

    /** The types of a range of the records. */
    ByteBuffer types(int from, int to) {
        return types.duplicate().limit(to * Short.BYTES).position(from * Short.BYTES);
    }

    /** The checksums of a range of the records, before they are {@linkplain #checksumsToWrite written}. */
    ByteBuffer checksums(int from, int to) {
        return checksums.slice(from * Layout.CHECKSUM_BYTES, (to - from) * Layout.CHECKSUM_BYTES);
    }

    /** The index entries, ready to be read; {@link #clear} comes next. */
    ByteBuffer indexToWrite() {
        return index.flip();
    }

    /** The checksums, ready to be read; {@link #clear} comes next. */
    ByteBuffer checksumsToWrite() {
        return checksums.flip();
    }

    /**
     * Takes out what {@link #dataBeforeSplit} and {@link #dataAfterSplit} gave: they hold until the next time. A record may be
     * in the middle.
     *
     * @param offset in its file of what comes next: that will lie in memory as in the file, block by block
     */
    void takeData(boolean withinRecord, long offset) {
        sumPart(withinRecord);
        ByteBuffer next = taken == null ? allocate() : taken;
        taken = memory;
        memory = next;
        data = memory.slice((int) (offset % blockBytes), dataBytes);
        summed = data.duplicate();
        clearData();
    }

    private void sumPart(boolean withinRecord) {
        if (withinRecord) {
            if (!summing) {
                checksum.begin();
                summing = true;
            }
            checksum.add(summed.limit(data.position()).position(recordFrom));
        }
    }

    private void clearData() {
        recordFrom = 0;
        data.clear();
        splitRecords = -1;
        splitBytes = 0;
    }

    void clear() {
        summing = false;
        clearData();
        index.clear();
        checksums.clear();
        types.clear();
    }

    private void grow() {
        index = larger(index);
        checksums = larger(checksums);
        types = larger(types);
    }

    private static ByteBuffer larger(ByteBuffer full) {
        return ByteBuffer.allocateDirect(2 * full.capacity()).put(full.flip());
    }
}
