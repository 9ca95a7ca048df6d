package io.remotelog.sdk;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * How a record lies in a spill. Its type is the record's own; its payload has in front whose batch it was sent in, or is to be sent in.
 * Records of a batch follow each other in one day of the store.
 *
 * <pre>
 * offset  bytes  what
 *      0     16  id of the producer, a UUID, most significant byte first
 *     16      8  sequence of the first record of the batch, most significant byte first
 *     24         the record's payload
 * </pre>
 */
final class SpilledRecord {
    static final int PRODUCER = 0;
    static final int SEQUENCE = PRODUCER + 2 * Long.BYTES;
    static final int PAYLOAD = SEQUENCE + Long.BYTES;

    private SpilledRecord() {}

    /** Whose batch a record is in. */
    record BatchKey(UUID producer, long sequence) {}

    static BatchKey keyOf(ByteBuffer record) {
        int at = record.position();
        return new BatchKey(
                new UUID(record.getLong(at), record.getLong(at + Long.BYTES)), record.getLong(at + SEQUENCE));
    }

    static ByteBuffer payloadOf(ByteBuffer record) {
        return record.slice(record.position() + PAYLOAD, record.remaining() - PAYLOAD);
    }

    /** Puts a record of a batch together, at the beginning of a buffer. */
    static void put(ByteBuffer to, Batch batch, ByteBuffer payload) {
        to.clear()
                .putLong(batch.producer().id().getMostSignificantBits())
                .putLong(batch.producer().id().getLeastSignificantBits())
                .putLong(batch.sequence())
                .put(payload)
                .flip();
    }
}
