package io.remotelog.protocol.link;

import com.google.common.net.HostAndPort;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** The threads of one port: on epoll where that is to be had, which shows the send queue of a socket. */
public final class NetworkThreads implements AutoCloseable {
    private static final int END_SECONDS = 5;
    private static final int KEEP_IDLE_SECONDS = 60;
    private static final int KEEP_INTERVAL_SECONDS = 10;
    private static final int KEEP_COUNT = 6;

    private final EventLoopGroup group;

    /** Starts so many daemon threads of that name. */
    public NetworkThreads(String name, int threads) {
        this.group = group(name, threads, true);
    }

    /** So many threads of that name. */
    public static EventLoopGroup group(String name, int threads, boolean daemons) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, daemons),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** The kind of channel that dials, and goes with the threads. */
    public static Class<? extends Channel> clientChannel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The threads. */
    public EventLoopGroup group() {
        return group;
    }

    /** The kind of listener that goes with the threads. */
    public Class<? extends ServerChannel> serverChannel() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /**
     * Makes listeners that have handlers put before all others of a connection.
     *
     * <p>On epoll the system asks a silent connection for a sign of life, and ends it within two minutes if the machine on the
     * other side is gone: else what was asked for on it would stay for hours.
     */
    public ChannelFactory<ServerChannel> serverChannels(Consumer<ChannelPipeline> first) {
        return () -> {
            ServerChannel listener =
                    Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
            listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object connection) {
                    if (connection instanceof EpollSocketChannel accepted) {
                        askForLife(accepted.config());
                    }
                    first.accept(((Channel) connection).pipeline());
                    ctx.fireChannelRead(connection);
                }
            });
            return listener;
        };
    }

    private static void askForLife(EpollSocketChannelConfig connection) {
        connection.setKeepAlive(true);
        connection.setTcpKeepIdle(KEEP_IDLE_SECONDS);
        connection.setTcpKeepIntvl(KEEP_INTERVAL_SECONDS);
        connection.setTcpKeepCnt(KEEP_COUNT);
    }

    /** An address as a user would give it. */
    public static String text(InetSocketAddress address) {
        return HostAndPort.fromParts(address.getHostString(), address.getPort()).toString();
    }

    /** The innermost message, which is the operating system's. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        boolean ended = group.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            LoggerFactory.getLogger(NetworkThreads.class).warn("network threads did not end in {} s", END_SECONDS);
        }
    }
}
