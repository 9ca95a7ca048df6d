package io.remotelog.protocol.link;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.remotelog.protocol.security.FewLines;
import io.remotelog.protocol.security.PortGuard;
import io.remotelog.protocol.sync.FrameDecoder;
import io.remotelog.protocol.sync.FrameEncoder;
import io.remotelog.protocol.sync.FrameLimits;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The port that replicas dial: one link each, of the version that both sides know. */
public final class SyncServer implements Closeable {
    /** A replica sends a heartbeat every 5 s; as long as go-remote-log waits for one. */
    private static final int SILENCE_SECONDS = 180;

    /** What a link may have waiting for its socket: a few batches, and the record that is larger than any. */
    private static final int HIGH_WATER = 1 << 20;

    private static final int LOW_WATER = HIGH_WATER / 2;

    /** A replica that takes a long record more slowly may lose its link for others. */
    private static final long MIN_BYTES_PER_SECOND = 128 << 10;

    private static final int STRANGERS_PER_ADDRESS = 128;

    private final NetworkThreads threads = new NetworkThreads("remotelog-sync", 2);
    private final ChannelGroup links = new DefaultChannelGroup("remotelog-sync", GlobalEventExecutor.INSTANCE, true);
    private final Strangers strangers = new Strangers("replicas", STRANGERS_PER_ADDRESS, Channel::close);
    private final FewLines refusedStrangers = new FewLines();
    private final SyncPort port;
    private final PortGuard guard;
    private final RecordRoom room;
    private final AtomicInteger lineageChanges = new AtomicInteger();
    private Channel listener;

    private SyncServer(SyncPort port, RecordRoom room) {
        this.port = port;
        this.room = room;
        this.guard = new PortGuard("replicas", port.tls());
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the address cannot be listened on
     */
    public static SyncServer start(SyncPort port) throws IOException {
        return start(port, RecordRoom.ofProcess(MIN_BYTES_PER_SECOND));
    }

    static SyncServer start(SyncPort port, RecordRoom room) throws IOException {
        SyncServer server = new SyncServer(port, room);
        ChannelFuture bound = new ServerBootstrap()
                .group(server.threads.group())
                .channel(server.threads.serverChannel())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        server.take(channel);
                    }
                })
                .bind(port.address())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            server.threads.close();
            throw new IOException(
                    "cannot listen for replicas on " + NetworkThreads.text(port.address()) + ": "
                            + NetworkThreads.reason(bound.cause())
                            + ". Choose another --sync-port or --sync-host, or stop who has it",
                    bound.cause());
        }
        server.listener = bound.channel();
        return server;
    }

    private void take(SocketChannel channel) {
        links.add(channel);
        strangers.enter(channel);
        guard.addTo(channel.pipeline());
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(SILENCE_SECONDS, TimeUnit.SECONDS))
                .addLast(new FrameDecoder(port.sendFlag(), FrameLimits.OF_MASTER))
                .addLast(new FrameEncoder(port.sendFlag()))
                .addLast(new Greeter(this));
    }

    /** Who may have a line of the log to be told that he did not show who he is. */
    FewLines refusedStrangers() {
        return refusedStrangers;
    }

    SyncPort port() {
        return port;
    }

    /** The room of its links for long records. */
    RecordRoom room() {
        return room;
    }

    Strangers strangers() {
        return strangers;
    }

    /** Who is linked, and who was. */
    public Replicas replicas() {
        return port.replicas();
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(
                port.address().getHostString(), ((InetSocketAddress) listener.localAddress()).getPort());
    }

    /** How often the lineage has changed. */
    int lineageChanges() {
        return lineageChanges.get();
    }

    /**
     * Ends the links that are: the replicas dial anew, and see what has changed of the lineage. From here on they get nothing,
     * so that no record comes to a replica that does not know its epoch.
     */
    public void endLinks() {
        lineageChanges.incrementAndGet();
        // Each by itself: a group that was closed as a whole takes no channel any more.
        for (Channel link : links) {
            ChannelFuture unused = link.close();
        }
    }

    /** Takes no more links, and ends those that are. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        links.close().awaitUninterruptibly();
        threads.close();
    }
}
