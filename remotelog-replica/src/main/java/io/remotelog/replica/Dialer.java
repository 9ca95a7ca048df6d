package io.remotelog.replica;

import com.google.common.net.HostAndPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.remotelog.api.LogClock;
import io.remotelog.api.Position;
import io.remotelog.protocol.link.NetworkThreads;
import io.remotelog.protocol.security.DialledTls;
import io.remotelog.protocol.security.ReloadingSslContext;
import io.remotelog.protocol.sync.FrameDecoder;
import io.remotelog.protocol.sync.FrameEncoder;
import io.remotelog.protocol.sync.FrameLimits;
import io.remotelog.protocol.sync.Mirror;
import io.remotelog.protocol.sync.v2.Refusal;
import io.remotelog.protocol.sync.v2.ReplicaIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one link to the master: dials, and dials again after a wait whenever the link ends. Owns the one thread on which
 * everything of a replica runs.
 */
final class Dialer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);
    private static final int END_SECONDS = 30;

    /** How long to wait after the master has said that the two logs do not belong together. */
    private static final Duration REFUSED_WAIT = Duration.ofSeconds(30);

    private final ReplicaConfig config;
    private final ReplicaIdentity identity;
    private final Consumer<Refusal> onRefused;
    private final Runnable onLineage;
    private final Mirror mirror;
    private final Upkeep upkeep;
    private final LogClock clock;
    private final Random jitter;
    private final Runnable onConnected;
    private final EventLoopGroup thread = NetworkThreads.group("remotelog-replica", 1, false);
    private final Bootstrap bootstrap;
    private Channel channel;
    private int failures;
    private String toldReason;
    /** Whether the last line of the log says that there is no link. */
    private boolean toldOfNone;

    private Position linkedAt;
    private boolean onceConnected;
    private Optional<Refusal> refusal = Optional.empty();
    private volatile Position highWater;
    private volatile boolean linked;

    /** Of the latest link; absent once one was on since. */
    private volatile Refusal refusedLast;

    private boolean closed;

    Dialer(
            ReplicaConfig config,
            Mirror mirror,
            Upkeep upkeep,
            LogClock clock,
            Random jitter,
            Runnable onConnected,
            Consumer<Refusal> onRefused,
            Runnable onLineage,
            Optional<ReloadingSslContext> tls) {
        this.config = config;
        this.identity = identity(config);
        this.onRefused = onRefused;
        this.onLineage = onLineage;
        this.mirror = mirror;
        this.upkeep = upkeep;
        this.clock = clock;
        this.jitter = jitter;
        this.onConnected = onConnected;
        this.bootstrap = new Bootstrap()
                .group(thread)
                .channel(NetworkThreads.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(config.connectTimeout().toMillis()))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel dialled) {
                        MirrorLink link = new MirrorLink(Dialer.this);
                        tls.ifPresent(context -> DialledTls.addTo(
                                dialled.pipeline(), context, config.masterHost(), config.masterPort()));
                        dialled.pipeline()
                                .addLast(link.byteListener())
                                .addLast(new FrameDecoder(config.sendFlag(), FrameLimits.OF_REPLICA))
                                .addLast(new FrameEncoder(config.sendFlag()))
                                .addLast(link);
                    }
                });
    }

    void start() {
        thread.execute(this::dial);
    }

    private void dial() {
        if (closed) {
            return;
        }
        // Looked up anew each time: the master may have moved.
        ChannelFuture dialled = bootstrap.connect(config.masterHost(), config.masterPort());
        channel = dialled.channel();
        dialled.addListener(done -> {
            if (!done.isSuccess()) {
                tryAgain("cannot reach master " + masterText() + ": "
                        + done.cause().getMessage());
            }
        });
    }

    /** The link ended, for this reason. */
    void ended(String reason, boolean wasOfUse) {
        linked = false;
        if (wasOfUse) {
            failures = 0;
            toldReason = null;
        }
        tryAgain(reason);
    }

    /** Dials again after a wait: longer each time, until a link was of use once more. The same reason is told once. */
    private void tryAgain(String reason) {
        if (closed) {
            return;
        }
        Duration max = refusal.isPresent() && refusal.get().isOfTheLog() ? REFUSED_WAIT : config.maxBackoff();
        refusal = Optional.empty();
        long waitMillis = backoff(failures, config.minBackoff(), max, jitter).toMillis();
        failures++;
        if (reason.equals(toldReason)) {
            LOG.debug("{}; trying again in {} ms", reason, waitMillis);
        } else {
            toldReason = reason;
            toldOfNone = true;
            LOG.warn("{}; trying again in {} ms, and then again and again", reason, waitMillis);
        }
        ScheduledFuture<?> unused = thread.schedule(this::dial, waitMillis, TimeUnit.MILLISECONDS);
    }

    /** Between a half of the doubled wait and all of it. */
    static Duration backoff(int failures, Duration min, Duration max, Random jitter) {
        long full = Math.min(max.toMillis(), min.toMillis() << Math.min(failures, 20));
        return Duration.ofMillis(full / 2 + (long) (jitter.nextDouble() * (full - full / 2)));
    }

    /** The master answered on the link that is. */
    void connected() {
        if (toldOfNone || !mirror.next().equals(linkedAt)) {
            LOG.info("linked to master {}, mirroring from {}", masterText(), mirror.next());
        }
        toldOfNone = false;
        linked = true;
        refusedLast = null;
        linkedAt = mirror.next();
        if (!onceConnected) {
            onceConnected = true;
            onConnected.run();
        }
    }

    private static ReplicaIdentity identity(ReplicaConfig config) {
        Mirroring link = config.mirroring();
        boolean compression = switch (link.compression()) {
            case ZSTD -> true;
            case NONE -> false;
            // Through a network between machines, bytes are dearer than the processor's time.
            case AUTO -> !isOnThisMachine(config.masterHost());
        };
        return new ReplicaIdentity(
                link.name(),
                UUID.randomUUID(),
                config.security().token(),
                compression,
                link.maxRecordBytes(),
                link.maxRate(),
                config.historyDays());
    }

    private static boolean isOnThisMachine(String host) {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        return address != null && address.isLoopbackAddress();
    }

    /** There can be no link, for this reason; the next try is later, and the same reason is told once. */
    void refused(Refusal why) {
        refusal = Optional.of(why);
        refusedLast = why;
        onRefused.accept(why);
    }

    /** The master has told how far it is. */
    void highWater(Position told) {
        highWater = told;
    }

    /** How far the master was when it told so last; empty before that, and with a master of version 1. */
    Optional<Position> highWater() {
        return Optional.ofNullable(highWater);
    }

    /** How the replica stands. Any thread. */
    MirrorStatus status() {
        return new MirrorStatus(linked, mirror.next(), highWater(), Optional.ofNullable(refusedLast));
    }

    ReplicaIdentity identity() {
        return identity;
    }

    Mirroring.Protocol protocol() {
        return config.mirroring().protocol();
    }

    /** It is known now whose log this is a copy of. */
    void lineageChanged() {
        onLineage.run();
    }

    Mirror mirror() {
        return mirror;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    LogClock clock() {
        return clock;
    }

    private String masterText() {
        return HostAndPort.fromParts(config.masterHost(), config.masterPort()).toString();
    }

    /** Ends the link, commits what came on it, and ends the thread. */
    @Override
    public void close() throws IOException {
        if (thread.isShuttingDown()) {
            return;
        }
        thread.submit(() -> {
                    closed = true;
                    if (channel != null) {
                        ChannelFuture unused = channel.close();
                    }
                })
                .awaitUninterruptibly();
        Future<?> ended = thread.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS);
        if (!ended.awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the replica's thread did not end in " + END_SECONDS + " s: the disk may be stuck");
        }
    }
}
