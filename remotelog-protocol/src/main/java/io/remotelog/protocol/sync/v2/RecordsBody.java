package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.remotelog.api.RecordCursor;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.nio.ByteBuffer;

/**
 * The records of a records message, one after the other, big-endian.
 *
 * <pre>
 * offset size field
 *      0    4 time      unix seconds
 *      4    2 type
 *      6    4 length    of the payload
 *     10    n payload
 * </pre>
 */
final class RecordsBody {
    private static final int TIME = 0;
    private static final int TYPE = TIME + Integer.BYTES;
    private static final int LENGTH = TYPE + Short.BYTES;

    /** The bytes of a record besides its payload. */
    static final int OVERHEAD_BYTES = LENGTH + Integer.BYTES;

    private RecordsBody() {}

    /** Takes the records of a body. */
    @FunctionalInterface
    interface Sink<E extends Exception> {
        /** The payload's buffer is the same each time, and valid only during the call. */
        void accept(int epochSeconds, short type, ByteBuffer payload) throws E;
    }

    /** Builds a body up to a size that the first record alone may pass. */
    static final class Builder {
        private final ByteBufAllocator allocator;
        private final int maxBytes;
        private ByteBuf body;
        private ByteBuffer room;
        private int count;

        Builder(ByteBufAllocator allocator, int maxBytes) {
            this.allocator = allocator;
            this.maxBytes = maxBytes;
        }

        /** Appends the record that the cursor is at, or returns false if there is no room for it any more. */
        boolean append(RecordCursor record) {
            ByteBuffer payload = record.payload();
            int length = payload.remaining();
            int bytes = OVERHEAD_BYTES + length;
            if (body == null) {
                body = allocator.directBuffer(Math.max(bytes, maxBytes));
                room = body.nioBuffer(0, Math.max(bytes, maxBytes));
            } else if (room.remaining() < bytes) {
                return false;
            }
            room.putInt(record.epochSeconds());
            room.putShort(record.type());
            room.putInt(length);
            room.put(payload);
            count++;
            return true;
        }

        boolean isFull() {
            return room != null && room.remaining() <= OVERHEAD_BYTES;
        }

        int count() {
            return count;
        }

        /** What was built; the caller owns it. */
        ByteBuf build() {
            ByteBuf built = body.writerIndex(room.position());
            body = null;
            return built;
        }

        void discard() {
            if (body != null) {
                body.release();
                body = null;
            }
        }
    }

    /** Checks that a body holds so many whole records, none with a payload above a bound. */
    static void check(ByteBuffer body, int count, int maxPayloadBytes) throws SyncProtocolException {
        int at = body.position();
        int end = body.limit();
        for (int i = 0; i < count; i++) {
            if (end - at < OVERHEAD_BYTES) {
                throw new SyncProtocolException("records: cut short in record " + i + " of " + count);
            }
            int length = body.getInt(at + LENGTH);
            if (length < 0 || length > end - at - OVERHEAD_BYTES || length > maxPayloadBytes) {
                throw new SyncProtocolException("records: record " + i + " of " + count + " has a payload of " + length
                        + " bytes, want 0 to " + Math.min(maxPayloadBytes, end - at - OVERHEAD_BYTES));
            }
            at += OVERHEAD_BYTES + length;
        }
        if (at != end) {
            throw new SyncProtocolException("records: " + (end - at) + " bytes after the last of " + count);
        }
    }

    /** Hands out the records of a body that {@link #check} has passed. */
    static <E extends Exception> void forEach(ByteBuffer body, int count, Sink<E> sink) throws E {
        ByteBuffer payload = body.asReadOnlyBuffer();
        int at = body.position();
        for (int i = 0; i < count; i++) {
            int length = body.getInt(at + LENGTH);
            int from = at + OVERHEAD_BYTES;
            payload.limit(from + length).position(from);
            sink.accept(body.getInt(at + TIME), body.getShort(at + TYPE), payload);
            at = from + length;
        }
    }
}
