package io.remotelog.protocol.link;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.protocol.sync.FrameDecoder;
import io.remotelog.protocol.sync.FrameEncoder;
import io.remotelog.protocol.sync.FrameLimits;
import io.remotelog.protocol.sync.MasterSession;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that replicas dial: one {@link SyncLink} each. */
public final class SyncServer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SyncServer.class);

    /** A replica sends a heartbeat every 5 s; as long as go-remote-log waits for one. */
    private static final int SILENCE_SECONDS = 180;

    private final NetworkThreads threads;
    private final ChannelGroup links = new DefaultChannelGroup("remotelog-sync", GlobalEventExecutor.INSTANCE, true);
    private final String host;
    private Channel listener;

    private SyncServer(NetworkThreads threads, String host) {
        this.threads = threads;
        this.host = host;
    }

    /**
     * Begins to listen.
     *
     * @param address port 0 takes a free one
     * @param currentDay the day that is appended to; those before it are past
     * @throws IOException if the address cannot be listened on
     */
    public static SyncServer start(
            InetSocketAddress address, int sendFlag, LogStore store, Supplier<LocalDate> currentDay, LogClock clock)
            throws IOException {
        SyncServer server = new SyncServer(new NetworkThreads("remotelog-sync", 2), address.getHostString());
        ChannelFuture bound = new ServerBootstrap()
                .group(server.threads.group())
                .channel(server.threads.serverChannel())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        server.links.add(channel);
                        MasterSession session = new MasterSession(
                                store,
                                currentDay,
                                clock,
                                channel.alloc(),
                                day -> LOG.info(
                                        "replica {} asked for day {}, which is not in this log: told that it is finished",
                                        channel.remoteAddress(),
                                        day));
                        channel.pipeline()
                                .addLast(new ReadTimeoutHandler(SILENCE_SECONDS, TimeUnit.SECONDS))
                                .addLast(new FrameDecoder(sendFlag, FrameLimits.OF_MASTER))
                                .addLast(new FrameEncoder(sendFlag))
                                .addLast(new SyncLink(session, store));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            server.threads.close();
            throw new IOException(
                    "cannot listen for replicas on " + NetworkThreads.text(address) + ": "
                            + NetworkThreads.reason(bound.cause())
                            + ". Choose another --sync-port or --sync-host, or stop who has it",
                    bound.cause());
        }
        server.listener = bound.channel();
        return server;
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, ((InetSocketAddress) listener.localAddress()).getPort());
    }

    /** Takes no more links, and ends those that are. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        links.close().awaitUninterruptibly();
        threads.close();
    }
}
