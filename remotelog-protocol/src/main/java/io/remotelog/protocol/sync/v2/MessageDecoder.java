package io.remotelog.protocol.sync.v2;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Cuts the byte stream of a link into {@link Message}s. Whatever is wrong with one is a {@link SyncProtocolException}, after
 * which the decoder takes in nothing more: the owner closes the link.
 */
public final class MessageDecoder extends ByteToMessageDecoder {
    private final int maxContentBytes;
    private final CRC32C crc = new CRC32C();
    private ZstdDecompressCtx zstd;
    private boolean broken;

    /**
     * Takes messages up to a size.
     *
     * @param maxContentBytes of a body after inflating; one that claims more is refused on sight of its header
     */
    public MessageDecoder(int maxContentBytes) {
        this.maxContentBytes = maxContentBytes;
    }

    /** How many bytes there are of a message that is not whole yet. */
    public int partialBytes() {
        return broken ? 0 : actualReadableBytes();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws SyncProtocolException {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < MessageHeader.BYTES) {
            return;
        }
        try {
            MessageHeader header = MessageHeader.peek(in);
            MessageType type = header.check(maxContentBytes);
            if (in.readableBytes() < MessageHeader.BYTES + header.bodyLength()) {
                return;
            }
            checkSum(in, header, type);
            in.skipBytes(MessageHeader.BYTES);
            ByteBuf body = in.readSlice(header.bodyLength());
            if (header.compression() == MessageHeader.ZSTD) {
                ByteBuf content = inflate(ctx, header, type, body);
                try {
                    out.add(MessageBodies.read(type, content));
                } finally {
                    content.release();
                }
            } else {
                out.add(MessageBodies.read(type, body));
            }
        } catch (SyncProtocolException e) {
            broken = true;
            throw e;
        }
    }

    private void checkSum(ByteBuf in, MessageHeader header, MessageType type) throws SyncProtocolException {
        crc.reset();
        crc.update(in.nioBuffer(in.readerIndex(), MessageHeader.CHECKED_BYTES));
        crc.update(in.nioBuffer(in.readerIndex() + MessageHeader.BYTES, header.bodyLength()));
        if ((int) crc.getValue() != header.crc32c()) {
            throw new SyncProtocolException(type + " of " + header.bodyLength() + " bytes: checksum "
                    + Integer.toHexString((int) crc.getValue()) + ", want " + Integer.toHexString(header.crc32c())
                    + ": it was changed on its way");
        }
    }

    private ByteBuf inflate(ChannelHandlerContext ctx, MessageHeader header, MessageType type, ByteBuf body)
            throws SyncProtocolException {
        if (zstd == null) {
            zstd = new ZstdDecompressCtx();
        }
        ByteBuf content = ctx.alloc().directBuffer(header.contentLength());
        ByteBuf direct = body.isDirect()
                ? body.retainedSlice()
                : ctx.alloc().directBuffer(body.readableBytes()).writeBytes(body);
        boolean whole = false;
        try {
            int inflated = zstd.decompressDirectByteBuffer(
                    content.nioBuffer(0, header.contentLength()),
                    0,
                    header.contentLength(),
                    direct.nioBuffer(),
                    0,
                    direct.readableBytes());
            if (inflated != header.contentLength()) {
                throw new SyncProtocolException(
                        type + ": inflated to " + inflated + " bytes, want " + header.contentLength());
            }
            content.writerIndex(inflated);
            whole = true;
            return content;
        } catch (ZstdException e) {
            throw new SyncProtocolException(type + ": broken zstd frame of " + header.bodyLength() + " bytes, want "
                    + header.contentLength() + " inflated: " + e.getMessage());
        } finally {
            direct.release();
            if (!whole) {
                content.release();
            }
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(ctx, in, out);
        if (!broken && in.isReadable()) {
            broken = true;
            // Fired and not thrown: so it comes before the end of the link is told.
            ctx.fireExceptionCaught(new SyncProtocolException(
                    "message cut short: the link ended after " + in.readableBytes() + " bytes of it"));
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (zstd != null) {
            zstd.close();
        }
    }
}
