package io.remotelog.protocol.security;

import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.remotelog.protocol.link.NetworkThreads;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A guarded port that sends back what it gets, and those who dial it. */
final class EchoPort implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(30);

    private final NetworkThreads threads = new NetworkThreads("echo", 2);
    private final Channel listener;
    private final AtomicInteger seen = new AtomicInteger();
    private final LogLines log = LogLines.of(PortGuard.class);

    EchoPort(ReloadingSslContext tls) {
        this(Optional.of(tls));
    }

    EchoPort(Optional<ReloadingSslContext> tls) {
        this(new PortGuard("tests", tls));
    }

    EchoPort(PortGuard guard) {
        this.listener = new ServerBootstrap()
                .group(threads.group())
                .channel(threads.serverChannel())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        guard.addTo(channel.pipeline());
                        channel.pipeline().addLast(new Echo());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .awaitUninterruptibly()
                .channel();
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            seen.incrementAndGet();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            ChannelFuture unused = ctx.writeAndFlush(bytes);
        }
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How many connections the protocol behind the guard has seen. */
    int seen() {
        return seen.get();
    }

    LogLines log() {
        return log;
    }

    /** Waits until so many lines say why somebody was refused, at any level. */
    void awaitRefusals(int count) {
        await().atMost(BOUND).until(() -> log.all().size() >= count);
    }

    /** Sends a word and says what came back: the word and the version of TLS, or why nothing did. */
    String dial(ReloadingSslContext tls, String host) throws Exception {
        try (Dialled dialled = connect(tls, host)) {
            return dialled.echo();
        }
    }

    /** A connection that stays. */
    Dialled connect(ReloadingSslContext tls, String host) {
        Dialled dialled = new Dialled();
        dialled.channel = new Bootstrap()
                .group(new io.netty.channel.MultiThreadIoEventLoopGroup(
                        1, io.netty.channel.nio.NioIoHandler.newFactory()))
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        DialledTls.addTo(channel.pipeline(), tls, host, port());
                        channel.pipeline().addLast(dialled.new Listener());
                    }
                })
                .connect(host, port())
                .awaitUninterruptibly()
                .channel();
        return dialled;
    }

    /** The side that dialled. */
    static final class Dialled implements AutoCloseable {
        private final CompletableFuture<Void> active = new CompletableFuture<>();
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private volatile CompletableFuture<String> answer = new CompletableFuture<>();
        private Channel channel;

        /** Sends a word and waits for what comes of it. */
        String echo() throws Exception {
            answer = new CompletableFuture<>();
            CompletableFuture<String> waiting = answer;
            CompletableFuture<Void> unused = active.whenComplete((done, failure) -> {
                if (failure == null) {
                    ChannelFuture unusedWrite =
                            channel.writeAndFlush(Unpooled.copiedBuffer("echo", StandardCharsets.UTF_8));
                } else {
                    waiting.complete(failure.getMessage());
                }
            });
            // It may have ended before.
            CompletableFuture<Void> unusedEnd = ended.thenAccept(waiting::complete);
            return waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        }

        /** The certificate that the other side showed. */
        String peer() throws Exception {
            active.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            return ((java.security.cert.X509Certificate) channel.pipeline()
                            .get(SslHandler.class)
                            .engine()
                            .getSession()
                            .getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }

        @Override
        public void close() {
            channel.close().awaitUninterruptibly();
            channel.eventLoop()
                    .parent()
                    .shutdownGracefully(0, 1, TimeUnit.SECONDS)
                    .awaitUninterruptibly();
        }

        private final class Listener extends ChannelInboundHandlerAdapter {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                active.complete(null);
            }

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object read) {
                ByteBuf bytes = (ByteBuf) read;
                String word = bytes.toString(StandardCharsets.UTF_8);
                bytes.release();
                answer.complete(word + " over "
                        + ctx.pipeline()
                                .get(SslHandler.class)
                                .engine()
                                .getSession()
                                .getProtocol());
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                active.completeExceptionally(cause);
                ended.complete(cause.getMessage());
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                active.completeExceptionally(new IllegalStateException("closed"));
                ended.complete("closed");
            }
        }
    }

    @Override
    public void close() {
        log.close();
        listener.close().awaitUninterruptibly();
        threads.close();
    }
}
