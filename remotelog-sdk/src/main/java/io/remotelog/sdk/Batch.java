package io.remotelog.sdk;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.remotelog.protocol.v1.AppendRequest;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/**
 * Records that are sent together, their payloads one behind the other. Filled under the lock of {@link SendBuffer}; once it is taken
 * from there its records stay as they are, and it is the sending thread's.
 */
final class Batch {
    /** As many as a master takes. */
    static final int MAX_RECORDS = 16_384;

    private static final int FIRST_BYTES = 1 << 10;
    private static final int FIRST_RECORDS = 16;

    private final long ordinal;
    private final long begunNanos;
    private long lastNanos;
    private byte[] payloads;
    private int[] lengths = new int[FIRST_RECORDS];
    private short[] types = new short[FIRST_RECORDS];
    private PendingReceipt[] receipts;
    private int records;
    private int bytes;
    private boolean hasOneType = true;

    private Producer producer;
    private long sequence;

    /** How many records were handed to the spill before it; -1 if it was not handed to it. Of the thread that sends. */
    private long spillIndex = -1;

    /** Where it is in the spill, once it is there; written by the spill's thread. */
    private volatile SpillPlace spillPlace;

    /** What it is a part of; itself, if nothing. */
    private Batch whole = this;

    /** Whether its room is given back, parts included. */
    private boolean isRoomReleased;

    private int partRecordsReleased;
    private int partBytesReleased;

    /** The first stream that was given it, or 0. Read by any thread. */
    private volatile long firstStream;

    /**
     * Begins one.
     *
     * @param ordinal its place among all batches
     * @param expectedBytes how much it is likely to hold
     */
    Batch(long ordinal, long nowNanos, int expectedBytes) {
        this.ordinal = ordinal;
        this.begunNanos = nowNanos;
        this.payloads = new byte[Math.max(expectedBytes, FIRST_BYTES)];
    }

    private record SpillPlace(LocalDate day, long end) {}

    long ordinal() {
        return ordinal;
    }

    /** When its first record came. */
    long begunNanos() {
        return begunNanos;
    }

    /** When its last record came. */
    long lastNanos() {
        return lastNanos;
    }

    int records() {
        return records;
    }

    int bytes() {
        return bytes;
    }

    boolean hasRoomFor(int more, int maxBytes) {
        return records == 0 || (records < MAX_RECORDS && bytes + more <= maxBytes);
    }

    /** Adds a record. The receipt is null if nobody waits for it. */
    void add(short type, ByteBuffer payload, PendingReceipt receipt, long nowNanos) {
        int length = payload.remaining();
        makeRoom(length);
        payload.get(payload.position(), payloads, bytes, length);
        bytes += length;
        lengths[records] = length;
        types[records] = type;
        hasOneType &= type == types[0];
        if (receipt != null) {
            if (receipts == null) {
                receipts = new PendingReceipt[lengths.length];
            }
            receipts[records] = receipt;
        }
        records++;
        lastNanos = nowNanos;
    }

    private void makeRoom(int length) {
        if (records == lengths.length) {
            int more = Math.min(MAX_RECORDS, records * 4);
            lengths = Arrays.copyOf(lengths, more);
            types = Arrays.copyOf(types, more);
            if (receipts != null) {
                receipts = Arrays.copyOf(receipts, more);
            }
        }
        if (bytes + length > payloads.length) {
            payloads = Arrays.copyOf(payloads, Math.max(payloads.length * 2, bytes + length));
        }
    }

    /** Where the record is that brings this receipt, or -1. */
    int indexOf(PendingReceipt receipt) {
        return receipts == null ? -1 : Arrays.asList(receipts).indexOf(receipt);
    }

    /** Takes a record out again, before the batch is sent. */
    void remove(int index) {
        int offset = offset(index);
        int length = lengths[index];
        System.arraycopy(payloads, offset + length, payloads, offset, bytes - offset - length);
        System.arraycopy(lengths, index + 1, lengths, index, records - index - 1);
        System.arraycopy(types, index + 1, types, index, records - index - 1);
        System.arraycopy(receipts, index + 1, receipts, index, records - index - 1);
        bytes -= length;
        records--;
        receipts[records] = null;
    }

    /** The records before an index, and those from it on, with the sequences that they have. */
    Batch part(int from, int to) {
        Batch part = new Batch(ordinal, begunNanos, offset(to) - offset(from));
        int offset = offset(from);
        for (int i = from; i < to; i++) {
            part.add(types[i], ByteBuffer.wrap(payloads, offset, lengths[i]), receipt(i), lastNanos);
            offset += lengths[i];
        }
        part.producer = producer;
        part.sequence = sequence + from;
        part.firstStream = firstStream;
        part.spillIndex = spillIndex;
        part.whole = whole;
        return part;
    }

    private int offset(int index) {
        int offset = 0;
        for (int i = 0; i < index; i++) {
            offset += lengths[i];
        }
        return offset;
    }

    int length(int index) {
        return lengths[index];
    }

    short type(int index) {
        return types[index];
    }

    /** A part of the payloads, not copied. */
    ByteString payload(int offset, int length) {
        return UnsafeByteOperations.unsafeWrap(payloads, offset, length);
    }

    /** Who waits for the record, or null. */
    PendingReceipt receipt(int index) {
        return receipts == null ? null : receipts[index];
    }

    boolean hasReceipts() {
        return receipts != null;
    }

    /** Gives it the next sequences of a producer. */
    void number(Producer by) {
        producer = by;
        sequence = by.take(records);
    }

    boolean isNumbered() {
        return producer != null;
    }

    Producer producer() {
        return producer;
    }

    long sequence() {
        return sequence;
    }

    /** The sequence behind its last record. */
    long end() {
        return sequence + records;
    }

    /** Notes that a stream was given it. */
    void givenTo(long stream) {
        if (firstStream == 0) {
            firstStream = stream;
        }
    }

    /** Whether any stream was given it. */
    boolean isGiven() {
        return firstStream != 0;
    }

    /** Whether it was given to a stream before this one. */
    boolean isGivenBefore(long stream) {
        return firstStream != 0 && firstStream < stream;
    }

    /** Forgets the streams that were given it: none of them reached who could have taken it. */
    void isGivenToNobody() {
        firstStream = 0;
    }

    /** It is handed to the spill. */
    void toSpill(long index) {
        spillIndex = index;
    }

    long spillIndex() {
        return spillIndex;
    }

    boolean isHandedToSpill() {
        return spillIndex >= 0;
    }

    /** It is in the spill, up to an id of a day. */
    void inSpill(LocalDate day, long end) {
        spillPlace = new SpillPlace(day, end);
    }

    LocalDate spillDay() {
        return whole.spillPlace.day();
    }

    long spillEnd() {
        return whole.spillPlace.end();
    }

    /** It was read from the spill: it has the sequences that it had. */
    void restored(Producer by, long itsSequence, LocalDate day, long index) {
        producer = by;
        sequence = itsSequence;
        spillIndex = index;
        spillPlace = new SpillPlace(day, 0);
        isRoomReleased = true;
    }

    /** Gives back the room that it has in memory, if it has any left. */
    void release(SendBuffer buffer) {
        if (whole.isRoomReleased) {
            return;
        }
        if (whole == this) {
            isRoomReleased = true;
            buffer.release(records - partRecordsReleased, bytes - partBytesReleased);
        } else {
            whole.partRecordsReleased += records;
            whole.partBytesReleased += bytes;
            buffer.release(records, bytes);
        }
    }

    /** Whether it counts among what is bounded in memory. */
    boolean hasRoom() {
        return !whole.isRoomReleased;
    }

    /** Takes those who wait for its records. */
    List<PendingReceipt> takeReceipts() {
        List<PendingReceipt> taken = Arrays.asList(receipts);
        receipts = null;
        return taken;
    }

    void setReceipts(List<PendingReceipt> waiting) {
        receipts = waiting.toArray(PendingReceipt[]::new);
    }

    /** The request, without what the answer is known by and without when to answer. */
    AppendRequest.Builder request() {
        AppendRequest.Builder request = AppendRequest.newBuilder()
                .setProducer(producer.idBytes())
                .setSequence(sequence)
                .setPayloads(payload(0, bytes));
        for (int i = 0; i < records; i++) {
            request.addLengths(lengths[i]);
        }
        int typesGiven = hasOneType ? 1 : records;
        for (int i = 0; i < typesGiven; i++) {
            request.addTypes(types[i]);
        }
        return request;
    }
}
