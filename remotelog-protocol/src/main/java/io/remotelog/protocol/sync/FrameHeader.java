package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;

/**
 * The 15 bytes before each body; the layout is in the description of this package.
 *
 * @param sendFlag the number that both sides were started with
 * @param zlib {@link #DEFLATED} or {@link #AS_IT_IS}
 * @param type the code of the message type
 * @param contentLength length of the body after inflating
 * @param bodyLength length of the bytes that follow
 */
record FrameHeader(int sendFlag, byte zlib, short type, int contentLength, int bodyLength) {
    static final byte DEFLATED = 1;
    static final byte AS_IT_IS = 0;

    private static final int SEND_FLAG = 0;
    private static final int ZLIB = SEND_FLAG + Integer.BYTES;
    private static final int PADDING = ZLIB + Byte.BYTES;
    private static final int TYPE = PADDING + Byte.BYTES;
    private static final int CONTENT_LENGTH = TYPE + Short.BYTES;
    private static final int BODY_LENGTH = CONTENT_LENGTH + Integer.BYTES;

    static final int BYTES = BODY_LENGTH + 3;

    boolean isDeflated() {
        return zlib == DEFLATED;
    }

    void write(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(BYTES);
        out.setIntLE(start + SEND_FLAG, sendFlag);
        out.setByte(start + ZLIB, zlib);
        out.setShortLE(start + TYPE, type);
        out.setIntLE(start + CONTENT_LENGTH, contentLength);
        out.setMediumLE(start + BODY_LENGTH, bodyLength);
    }

    /** Reads a header and leaves the reader's place as it was. The buffer holds at least {@link #BYTES}. */
    static FrameHeader peek(ByteBuf in) {
        int start = in.readerIndex();
        return new FrameHeader(
                in.getIntLE(start + SEND_FLAG),
                in.getByte(start + ZLIB),
                in.getShortLE(start + TYPE),
                in.getIntLE(start + CONTENT_LENGTH),
                in.getUnsignedMediumLE(start + BODY_LENGTH));
    }

    /** Refuses a header that cannot be followed by a frame that this side takes in, and tells its message type. */
    MessageType check(int wantSendFlag, FrameLimits limits) throws SyncProtocolException {
        if (sendFlag != wantSendFlag) {
            throw new SyncProtocolException("frame header: send flag " + sendFlag + ", want " + wantSendFlag
                    + ": start both sides with the same --send-flag");
        }
        if (zlib != DEFLATED && zlib != AS_IT_IS) {
            throw new SyncProtocolException("frame header: zlib " + zlib + ", want 0 or 1");
        }
        MessageType known = MessageType.ofCode(type)
                .orElseThrow(() -> new SyncProtocolException("frame header: unknown message type " + type));
        if (bodyLength > limits.maxBodyBytes()) {
            throw new SyncProtocolException("frame header: " + known + " with a body of " + bodyLength
                    + " bytes, want at most " + limits.maxBodyBytes());
        }
        if (contentLength < 0 || contentLength > limits.maxContentBytes()) {
            throw new SyncProtocolException("frame header: " + known + " with a content of " + contentLength
                    + " bytes, want 0 to " + limits.maxContentBytes());
        }
        if (!isDeflated() && contentLength != bodyLength) {
            throw new SyncProtocolException("frame header: " + known + " not deflated, with a body of " + bodyLength
                    + " bytes and a content of " + contentLength + ", want the same");
        }
        return known;
    }
}
