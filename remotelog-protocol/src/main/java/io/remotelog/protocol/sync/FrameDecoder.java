package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Cuts the byte stream of a link into {@link Frame}s and inflates them. Whatever is wrong with a frame is a
 * {@link SyncProtocolException}, after which the decoder takes in nothing more: the owner closes the link.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    private static final int FIRST_INFLATED_BYTES = 64 << 10;

    private final int sendFlag;
    private final FrameLimits limits;
    private final Inflater inflater = new Inflater();
    private boolean broken;

    /** Takes frames with this send flag, up to these limits. */
    public FrameDecoder(int sendFlag, FrameLimits limits) {
        this.sendFlag = sendFlag;
        this.limits = limits;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws SyncProtocolException {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < FrameHeader.BYTES) {
            return;
        }
        try {
            FrameHeader header = FrameHeader.peek(in);
            MessageType type = header.check(sendFlag, limits);
            if (in.readableBytes() < FrameHeader.BYTES + header.bodyLength()) {
                return;
            }
            in.skipBytes(FrameHeader.BYTES);
            out.add(new Frame(type, header.isDeflated() ? inflate(ctx, header, type, in) : body(header, in)));
        } catch (SyncProtocolException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(ctx, in, out);
        if (!broken && in.isReadable()) {
            broken = true;
            // Fired and not thrown: so it comes before the end of the link is told.
            ctx.fireExceptionCaught(new SyncProtocolException(
                    "frame cut short: the link ended after " + in.readableBytes() + " bytes of it"));
        }
    }

    private static ByteBuf body(FrameHeader header, ByteBuf in) {
        return in.readRetainedSlice(header.bodyLength());
    }

    private ByteBuf inflate(ChannelHandlerContext ctx, FrameHeader header, MessageType type, ByteBuf in)
            throws SyncProtocolException {
        // The buffer grows with what comes out, so that a lie about the content length costs nothing.
        int firstBytes = Math.min(header.contentLength(), FIRST_INFLATED_BYTES);
        ByteBuf content = ctx.alloc().heapBuffer(firstBytes, Math.max(header.contentLength(), 1));
        boolean whole = false;
        try {
            inflater.reset();
            inflater.setInput(in.nioBuffer(in.readerIndex(), header.bodyLength()));
            in.skipBytes(header.bodyLength());
            inflateInto(content, header, type);
            whole = true;
            return content;
        } catch (DataFormatException e) {
            throw new SyncProtocolException(type + ": broken zlib stream after " + inflater.getBytesRead() + " of "
                    + header.bodyLength() + " bytes: " + e.getMessage());
        } finally {
            // Lets go of the input, which is Netty's memory.
            inflater.setInput(ByteBuffer.allocate(0));
            if (!whole) {
                content.release();
            }
        }
    }

    private void inflateInto(ByteBuf content, FrameHeader header, MessageType type)
            throws DataFormatException, SyncProtocolException {
        byte[] surplus = new byte[1];
        while (!inflater.finished()) {
            int room = header.contentLength() - content.writerIndex();
            int inflated;
            if (room > 0) {
                content.ensureWritable(Math.min(room, Math.max(content.capacity(), 1)));
                int writable = Math.min(room, content.writableBytes());
                inflated = inflater.inflate(content.array(), content.arrayOffset() + content.writerIndex(), writable);
                content.writerIndex(content.writerIndex() + inflated);
            } else {
                inflated = inflater.inflate(surplus);
                if (inflated > 0) {
                    throw new SyncProtocolException(
                            type + ": inflates past its content length of " + header.contentLength() + " bytes");
                }
            }
            if (inflated == 0 && !inflater.finished()) {
                throw new SyncProtocolException(type + ": zlib stream cut short after " + header.bodyLength()
                        + " bytes, inflated to " + content.writerIndex() + " of " + header.contentLength());
            }
        }
        if (content.writerIndex() != header.contentLength() || inflater.getRemaining() > 0) {
            throw new SyncProtocolException(type + ": inflated to " + content.writerIndex() + " bytes, want "
                    + header.contentLength() + ", with " + inflater.getRemaining() + " bytes left over");
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        inflater.end();
    }
}
