package io.remotelog.sdk;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Does with each request what no master does on purpose: answers with one odd frame, reads nothing of it, takes leave. It has no
 * Append.
 */
final class RawHttp2Server implements AutoCloseable {
    private static final int GOAWAY = 7;
    private static final int INVALID_ARGUMENT = 3;
    private static final int UNIMPLEMENTED = 12;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger requests = new AtomicInteger();
    private final Channel listener;

    private final AtomicInteger connections = new AtomicInteger();

    RawHttp2Server(Http2StreamFrame answer) {
        this(Long.MAX_VALUE, true, stream -> write(stream, answer));
    }

    private RawHttp2Server(long maxStreams, boolean reads, Consumer<Channel> answer) {
        this.listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.incrementAndGet();
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(Math.min(maxStreams, Integer.MAX_VALUE)))
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Answer(reads, answer));
                                            }
                                        }));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** A proxy that answers for a master that it has lost: an HTTP status, and none of gRPC. */
    static Http2StreamFrame gatewayTimeout(String contentType) {
        Http2Headers headers = new DefaultHttp2Headers().status("504").set("content-type", contentType);
        return new DefaultHttp2HeadersFrame(headers, true);
    }

    /** A server that says that it has not processed the request. */
    static Http2StreamFrame refusedStream() {
        return new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM);
    }

    /** A server that takes no more of a request than its flow-control window holds. */
    static RawHttp2Server notReading() {
        return new RawHttp2Server(Long.MAX_VALUE, false, stream -> {});
    }

    /** A server that takes leave when a request comes, and says that it will not process it. */
    static RawHttp2Server leaving(Http2Error reason) {
        return new RawHttp2Server(Long.MAX_VALUE, true, stream -> takeLeave(stream, 0, reason));
    }

    /**
     * A server that lets in two requests at a time. It answers the first two never, takes leave when told to, and refuses those on
     * later connections.
     *
     * <p>One at a time would not do: a call that waits in gRPC for the end of the stream before it, which gRPC itself ends, is
     * written but not flushed.
     */
    static RawHttp2Server leavingWithTwoUnderWay(Future<?> told) {
        AtomicInteger come = new AtomicInteger();
        return new RawHttp2Server(2, true, stream -> {
            switch (come.incrementAndGet()) {
                case 1 -> {}
                case 2 -> {
                    var unused = told.addListener(now -> takeLeave(
                            stream, ((Http2StreamChannel) stream).stream().id(), Http2Error.NO_ERROR));
                }
                default -> write(stream, grpcStatus(INVALID_ARGUMENT));
            }
        });
    }

    private static void write(Channel stream, Http2StreamFrame frame) {
        var unused = stream.writeAndFlush(frame);
    }

    private static void takeLeave(Channel stream, int lastStream, Http2Error reason) {
        // Past the codec, which lets nobody name a stream below the last one that came.
        ByteBuf frame = stream.alloc().buffer();
        frame.writeMedium(2 * Integer.BYTES).writeByte(GOAWAY).writeByte(0).writeInt(0);
        frame.writeInt(lastStream).writeInt((int) reason.code());
        var unused = stream.parent().pipeline().context(Http2FrameCodec.class).writeAndFlush(frame);
    }

    int connections() {
        return connections.get();
    }

    int requests() {
        return requests.get();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    @Override
    public void close() {
        hangUp();
    }

    /** Ends its connections. */
    void hangUp() {
        var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static Http2StreamFrame grpcStatus(int code) {
        return new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers()
                        .status("200")
                        .set("content-type", "application/grpc")
                        .set("grpc-status", Integer.toString(code)),
                true);
    }

    private final class Answer extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final boolean reads;
        private final Consumer<Channel> answer;

        Answer(boolean reads, Consumer<Channel> answer) {
            this.reads = reads;
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Http2StreamFrame frame) {
            if (frame instanceof Http2HeadersFrame head) {
                if (head.headers().path().toString().endsWith("/Append")) {
                    write(ctx.channel(), grpcStatus(UNIMPLEMENTED));
                    return;
                }
                requests.incrementAndGet();
                ctx.channel().config().setAutoRead(reads);
                answer.accept(ctx.channel());
            }
        }
    }
}
