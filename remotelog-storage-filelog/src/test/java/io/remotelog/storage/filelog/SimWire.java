package io.remotelog.storage.filelog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.FrameDecoder;
import io.remotelog.protocol.sync.FrameEncoder;
import io.remotelog.protocol.sync.FrameLimits;
import io.remotelog.protocol.sync.v2.MessageDecoder;
import io.remotelog.protocol.sync.v2.MessageEncoder;
import java.io.IOException;

/** Makes bytes of what one end of a link says, and the other way round, by the real encoders and decoders. One thread. */
final class SimWire {
    private static final int MAX_CONTENT_BYTES = 2 << 20;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Sink sink;
    private MessageEncoder messages;
    private Throwable failure;

    /** Takes what was decoded; it is released afterwards. */
    interface Sink {
        void take(Object decoded) throws IOException;
    }

    SimWire(FrameLimits limits, Sink sink) {
        this.sink = sink;
        channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
        channel.pipeline()
                .addLast(new FrameDecoder(Frame.DEFAULT_SEND_FLAG, limits))
                .addLast(new FrameEncoder(Frame.DEFAULT_SEND_FLAG))
                .addLast("last", new Last());
    }

    private final class Last extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object decoded) {
            try {
                // What still comes after a failure does not follow on what was taken.
                if (failure == null) {
                    sink.take(decoded);
                }
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
            } finally {
                ReferenceCountUtil.release(decoded);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure = failure != null
                    ? failure
                    : cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        }
    }

    /** The pipeline of version 2 from here on, also for bytes that are there already. */
    void takeUpVersionTwo() {
        ChannelPipeline pipeline = channel.pipeline();
        messages = new MessageEncoder();
        pipeline.replace(FrameEncoder.class, "encoder", messages);
        pipeline.addAfter(
                pipeline.context(FrameDecoder.class).name(), "messages", new MessageDecoder(MAX_CONTENT_BYTES));
        pipeline.remove(FrameDecoder.class);
    }

    void compress() {
        messages.compress();
    }

    /** Hands what is whole with these bytes to the sink. */
    void receive(byte[] bytes) throws IOException {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        rethrow();
    }

    private void rethrow() throws IOException {
        if (failure instanceof IOException broken) {
            throw broken;
        } else if (failure instanceof RuntimeException broken) {
            throw broken;
        } else if (failure instanceof Error broken) {
            throw broken;
        }
    }

    /** The bytes of a frame or a message, which is released. */
    byte[] encode(Object said) {
        channel.writeOutbound(said);
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    /** The connection is over. */
    void end() {
        channel.finishAndReleaseAll();
    }
}
