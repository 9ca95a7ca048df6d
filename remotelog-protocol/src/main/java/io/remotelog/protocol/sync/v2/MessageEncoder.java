package io.remotelog.protocol.sync.v2;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Puts {@link Message}s on the wire. A body goes out as it is, behind its header, and is not copied. */
public final class MessageEncoder extends ChannelOutboundHandlerAdapter {
    /** Below this, what compression saves is not worth its time. */
    static final int MIN_COMPRESSED_BYTES = 1024;

    private static final int ZSTD_LEVEL = 1;

    private final CRC32C crc = new CRC32C();
    private ZstdCompressCtx zstd;

    /** Compresses from now on what is large enough. */
    public void compress() {
        zstd = new ZstdCompressCtx();
        zstd.setLevel(ZSTD_LEVEL);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object out, ChannelPromise promise) throws Exception {
        if (!(out instanceof Message message)) {
            super.write(ctx, out, promise);
            return;
        }
        ByteBuf header = ctx.alloc().ioBuffer(MessageHeader.BYTES + RecordsHead.BYTES);
        ByteBuf body = null;
        try {
            body = encode(ctx, message, header);
        } finally {
            if (body == null) {
                header.release();
                ReferenceCountUtil.release(message);
            }
        }
        // The body's promise tells of the header, too: what fails for one fails for both.
        ChannelFuture unused = ctx.write(header);
        unused = ctx.write(body, promise);
    }

    /** Writes the header, and gives the rest of the message, which the caller owns. */
    private ByteBuf encode(ChannelHandlerContext ctx, Message message, ByteBuf header) {
        if (message instanceof Message.Records records) {
            return encode(ctx, records, header);
        }
        ByteBuf body = ctx.alloc().buffer();
        boolean whole = false;
        try {
            MessageType type = MessageBodies.write(message, body);
            finish(header, type, MessageHeader.AS_IT_IS, body.readableBytes(), body);
            whole = true;
            return body;
        } finally {
            if (!whole) {
                body.release();
            }
        }
    }

    private ByteBuf encode(ChannelHandlerContext ctx, Message.Records records, ByteBuf header) {
        ByteBuf body = records.body();
        int contentLength = RecordsHead.BYTES + body.readableBytes();
        if (zstd != null && contentLength >= MIN_COMPRESSED_BYTES) {
            ByteBuf compressed = compressed(ctx, records, contentLength);
            if (compressed != null) {
                body.release();
                finish(header, MessageType.RECORDS, MessageHeader.ZSTD, contentLength, compressed);
                return compressed;
            }
        }
        MessageHeader.write(header, MessageType.RECORDS, MessageHeader.AS_IT_IS, contentLength, contentLength);
        crc.reset();
        crc.update(header.nioBuffer());
        int head = header.writerIndex();
        header.writeZero(Integer.BYTES);
        RecordsHead.write(records, header);
        crc.update(header.nioBuffer(head + Integer.BYTES, RecordsHead.BYTES));
        crc.update(body.nioBuffer());
        header.setInt(head, (int) crc.getValue());
        return body;
    }

    private void finish(ByteBuf header, MessageType type, byte compression, int contentLength, ByteBuf body) {
        MessageHeader.write(header, type, compression, body.readableBytes(), contentLength);
        crc.reset();
        crc.update(header.nioBuffer());
        crc.update(body.nioBuffer());
        header.writeInt((int) crc.getValue());
    }

    /** The message's content compressed, or null if it would not be smaller. */
    private ByteBuf compressed(ChannelHandlerContext ctx, Message.Records records, int contentLength) {
        ByteBuf content = ctx.alloc().directBuffer(contentLength);
        ByteBuf out = ctx.alloc().directBuffer(contentLength);
        boolean smaller = false;
        try {
            RecordsHead.write(records, content);
            content.writeBytes(
                    records.body(), records.body().readerIndex(), records.body().readableBytes());
            ByteBuffer room = out.nioBuffer(0, contentLength - 1);
            int bytes = zstd.compressDirectByteBuffer(room, 0, room.remaining(), content.nioBuffer(), 0, contentLength);
            out.writerIndex(bytes);
            smaller = true;
            return out;
        } catch (ZstdException tooLarge) {
            return null;
        } finally {
            content.release();
            if (!smaller) {
                out.release();
            }
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (zstd != null) {
            zstd.close();
        }
    }
}
