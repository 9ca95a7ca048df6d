package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.remotelog.protocol.link.NetworkThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LingeringCloseTest {
    private static final int ANSWER_BYTES = 4 << 20;

    private final NetworkThreads threads = new NetworkThreads("test", 1);

    @AfterEach
    void endThreads() {
        threads.close();
    }

    @Test
    void allThatWasWrittenArrivesAlthoughMoreCameThanWasRead() throws Exception {
        int port = closingServer(Duration.ofSeconds(20));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            // More than the one read of the server takes: the rest is unread when it closes.
            client.getOutputStream().write(new byte[200_000]);

            assertThat(client.getInputStream().readAllBytes()).hasSize(ANSWER_BYTES);
        }
    }

    @Test
    void aPeerThatDoesNotCloseIsNotWaitedForLongerThanTheBound() throws Exception {
        int port = closingServer(Duration.ofMillis(50));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().readAllBytes()).hasSize(ANSWER_BYTES);

            assertThat(failureOfWriting(client)).isNotNull();
        }
    }

    @Test
    void aPeerThatDoesNotReadIsNotWaitedForLongerThanTheBound() throws Exception {
        int port = closingServer(Duration.ofMillis(50));
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(1);

            assertThat(failureOfWriting(client)).isNotNull();
        }
    }

    /** What a socket says whose peer is gone; while the peer lingers, writing succeeds. */
    private static IOException failureOfWriting(Socket client) {
        try {
            while (true) {
                client.getOutputStream().write(1);
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            return e;
        }
    }

    /** Reads once, writes, and closes while that is under way. */
    private int closingServer(Duration bound) throws Exception {
        Channel listener = new ServerBootstrap()
                .group(threads.group())
                .channelFactory(threads.serverChannels(first -> first.addLast(new LingeringClose(bound))))
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new OneAnswer());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private static final class OneAnswer extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            ReferenceCountUtil.release(bytes);
            var unusedWrite = ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[ANSWER_BYTES]));
            var unusedClose = ctx.close();
        }
    }
}
