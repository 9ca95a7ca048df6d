package io.remotelog.master;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call whose message is not whole, as no gRPC library makes it. */
final class HalfMessage {
    /** The trailers of its end. */
    final CompletableFuture<Http2Headers> end = new CompletableFuture<>();

    private final Http2StreamChannel stream;

    private HalfMessage(Client client, String method) throws Exception {
        stream = new Http2StreamChannelBootstrap(client.connection)
                .handler(new SimpleChannelInboundHandler<Http2StreamFrame>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext ctx, Http2StreamFrame frame) {
                        if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
                            end.complete(headers.headers());
                        }
                    }
                })
                .open()
                .get(10, TimeUnit.SECONDS);
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .path(method)
                .authority("master")
                .add("content-type", "application/grpc")
                .add("te", "trailers");
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers)).get(10, TimeUnit.SECONDS);
    }

    /** Announces a message of so many bytes, and sends some of it. */
    HalfMessage announce(int bytes, int sent) throws Exception {
        ByteBuf head = stream.alloc().buffer().writeByte(0).writeInt(bytes);
        stream.writeAndFlush(new DefaultHttp2DataFrame(head)).get(10, TimeUnit.SECONDS);
        return more(sent);
    }

    /** Sends more of it, if the call has not ended. */
    HalfMessage more(int bytes) {
        // Written as the flow-control window allows: there is no waiting for it, since the call may end.
        var unused = stream.writeAndFlush(
                new DefaultHttp2DataFrame(stream.alloc().buffer(bytes).writeZero(bytes)));
        return this;
    }

    /** A connection for such calls. */
    static final class Client implements AutoCloseable {
        private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        private final Channel connection;

        Client(int port) throws Exception {
            connection = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            Http2FrameCodecBuilder.forClient().build(),
                                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                        }
                    })
                    .connect(InetAddress.getLoopbackAddress(), port)
                    .sync()
                    .channel();
        }

        HalfMessage call(String method) throws Exception {
            return new HalfMessage(this, method);
        }

        boolean isOpen() {
            return connection.isActive();
        }

        @Override
        public void close() {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
