package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBuf;

/**
 * What a records message has before its records, big-endian.
 *
 * <pre>
 * offset size field
 *      0    4 day        days since 1970-01-01
 *      4    4 count      of the records, 0 or more
 *      8    8 first id
 *     16    8 durable    how many durable records the master has of the day
 * </pre>
 */
final class RecordsHead {
    static final int BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

    private RecordsHead() {}

    static void write(Message.Records records, ByteBuf out) {
        out.writeInt(Math.toIntExact(records.day().toEpochDay()));
        out.writeInt(records.count());
        out.writeLong(records.firstId());
        out.writeLong(records.durable());
    }
}
