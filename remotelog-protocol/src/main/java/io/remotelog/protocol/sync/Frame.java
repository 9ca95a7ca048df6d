package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** One message: its type, and its body as it is before deflating. Reference-counted with its body. */
public final class Frame extends DefaultByteBufHolder {
    /** The send flag of go-socket2, where none was given. */
    public static final int DEFAULT_SEND_FLAG = 398_359_203;

    private final MessageType type;

    /** Takes over the reference to the body. */
    public Frame(MessageType type, ByteBuf body) {
        super(body);
        this.type = type;
    }

    /** A frame of this text. */
    public static Frame ofText(MessageType type, String text) {
        return new Frame(type, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    static Frame empty(MessageType type) {
        return new Frame(type, Unpooled.EMPTY_BUFFER);
    }

    /** What the frame is. */
    public MessageType type() {
        return type;
    }

    /** The body as text. */
    public String text() {
        return content().toString(StandardCharsets.UTF_8);
    }

    @Override
    public Frame replace(ByteBuf content) {
        return new Frame(type, content);
    }

    @Override
    public Frame retain() {
        super.retain();
        return this;
    }

    @Override
    public String toString() {
        return type + " of " + content().readableBytes() + " bytes";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && frame.type == type && super.equals(other);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + type.hashCode();
    }
}
