package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBuf;
import io.remotelog.protocol.sync.SyncProtocolException;

/**
 * The 16 bytes before each body; the layout is in the description of this package.
 *
 * @param type the code of the message type
 * @param compression {@link #AS_IT_IS} or {@link #ZSTD}
 * @param bodyLength length of the bytes that follow
 * @param contentLength length of the body after inflating
 * @param crc32c CRC32C of the header up to here, and of the body as it is on the wire
 */
record MessageHeader(byte type, byte compression, int bodyLength, int contentLength, int crc32c) {
    static final byte AS_IT_IS = 0;
    static final byte ZSTD = 1;

    private static final int TYPE = 0;
    private static final int COMPRESSION = TYPE + Byte.BYTES;
    private static final int RESERVED = COMPRESSION + Byte.BYTES;
    private static final int BODY_LENGTH = RESERVED + Short.BYTES;
    private static final int CONTENT_LENGTH = BODY_LENGTH + Integer.BYTES;

    /** What is before the checksum. */
    static final int CHECKED_BYTES = CONTENT_LENGTH + Integer.BYTES;

    static final int BYTES = CHECKED_BYTES + Integer.BYTES;

    /** Writes all but the checksum. */
    static void write(ByteBuf out, MessageType type, byte compression, int bodyLength, int contentLength) {
        out.writeByte(type.code());
        out.writeByte(compression);
        out.writeShort(0);
        out.writeInt(bodyLength);
        out.writeInt(contentLength);
    }

    /** Reads a header and leaves the reader's place as it was. The buffer holds at least {@link #BYTES}. */
    static MessageHeader peek(ByteBuf in) {
        int start = in.readerIndex();
        return new MessageHeader(
                in.getByte(start + TYPE),
                in.getByte(start + COMPRESSION),
                in.getInt(start + BODY_LENGTH),
                in.getInt(start + CONTENT_LENGTH),
                in.getInt(start + CHECKED_BYTES));
    }

    /** Refuses a header that cannot be followed by a message that this side takes in, and tells the type. */
    MessageType check(int maxContentBytes) throws SyncProtocolException {
        MessageType known = MessageType.ofCode(type)
                .orElseThrow(() -> new SyncProtocolException("message header: unknown type " + type));
        if (compression != AS_IT_IS && compression != ZSTD) {
            throw new SyncProtocolException("message header: compression " + compression + ", want 0 or 1");
        }
        if (compression == ZSTD && known != MessageType.RECORDS) {
            // Who has proved nothing yet gets nothing inflated.
            throw new SyncProtocolException("message header: " + known + " is compressed, want records messages only");
        }
        if (contentLength < 0 || contentLength > maxContentBytes) {
            throw new SyncProtocolException("message header: " + known + " of "
                    + Integer.toUnsignedString(contentLength) + " bytes, want 0 to " + maxContentBytes);
        }
        boolean asItIs = compression == AS_IT_IS;
        if (bodyLength < 0 || (asItIs ? bodyLength != contentLength : bodyLength >= contentLength)) {
            throw new SyncProtocolException("message header: " + known + " with " + Integer.toUnsignedString(bodyLength)
                    + " bytes on the wire and " + contentLength + " inflated, want "
                    + (asItIs ? "the same" : "fewer on the wire"));
        }
        return known;
    }
}
