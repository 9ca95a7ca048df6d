package io.remotelog.protocol.sync.v2;

import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A record, told by its checksum.
 *
 * @param at where it is
 * @param crc32c of its time (4 bytes), type (2 bytes), both big-endian, and payload
 */
public record RecordMark(Position at, int crc32c) {
    /** Checks that the position is given. */
    public RecordMark {
        Objects.requireNonNull(at, "at");
    }

    /** The mark of the record that a cursor is at. */
    static RecordMark of(Position at, RecordCursor record) {
        CRC32C crc = new CRC32C();
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES + Short.BYTES);
        head.putInt(record.epochSeconds()).putShort(record.type()).flip();
        crc.update(head);
        crc.update(record.payload());
        return new RecordMark(at, (int) crc.getValue());
    }
}
