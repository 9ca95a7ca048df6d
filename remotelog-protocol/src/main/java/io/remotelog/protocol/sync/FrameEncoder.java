package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** Puts {@link Frame}s on the wire, the larger ones deflated where that makes them smaller. */
public final class FrameEncoder extends MessageToByteEncoder<Frame> {
    private static final int MIN_DEFLATED_BYTES = 128;

    private final int sendFlag;
    // The fastest level: a link in catch-up is bound by this.
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

    /** Puts this send flag into each header. */
    public FrameEncoder(int sendFlag) {
        super(Frame.class, true);
        this.sendFlag = sendFlag;
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext ctx, Frame frame, boolean preferDirect) {
        return ctx.alloc().ioBuffer(FrameHeader.BYTES + frame.content().readableBytes());
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, Frame frame, ByteBuf out) {
        ByteBuf content = frame.content();
        int contentLength = content.readableBytes();
        if (contentLength > FrameLimits.MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    frame + ", want at most " + FrameLimits.MAX_BODY_BYTES + " so that its length fits the header");
        }
        short type = frame.type().code();
        int deflatedLength = contentLength < MIN_DEFLATED_BYTES ? contentLength : deflate(content, out);
        if (deflatedLength < contentLength) {
            ByteBuf header = out.duplicate().writerIndex(0);
            new FrameHeader(sendFlag, FrameHeader.DEFLATED, type, contentLength, deflatedLength).write(header);
            out.writerIndex(FrameHeader.BYTES + deflatedLength);
        } else {
            out.clear();
            new FrameHeader(sendFlag, FrameHeader.AS_IT_IS, type, contentLength, contentLength).write(out);
            out.writeBytes(content);
        }
    }

    /**
     * Deflates into the place after the header.
     *
     * @return the deflated length, or the content length if it would not be less
     */
    private int deflate(ByteBuf content, ByteBuf out) {
        int contentLength = content.readableBytes();
        deflater.reset();
        deflater.setInput(content.nioBuffer());
        deflater.finish();
        out.ensureWritable(FrameHeader.BYTES + contentLength);
        ByteBuffer room = out.nioBuffer(FrameHeader.BYTES, contentLength);
        int deflated = deflater.deflate(room);
        boolean smaller = deflater.finished() && deflated < contentLength;
        // Lets go of the input, which is Netty's memory.
        deflater.setInput(ByteBuffer.allocate(0));
        return smaller ? deflated : contentLength;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deflater.end();
    }
}
