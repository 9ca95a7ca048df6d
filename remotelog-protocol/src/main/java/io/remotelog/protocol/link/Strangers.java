package io.remotelog.protocol.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a port that have not shown yet who they are. Each has 10 s to say something of use. There are {@value #MAX}
 * at most, and fewer from one address: a new one takes the place of the oldest, so that whoever knows what to say gets in among
 * any number of those who do not. Any thread.
 */
public final class Strangers {
    static final int MAX = 1_024;
    static final int SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final long TELL_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String port;
    private final int maxPerAddress;
    private final Function<Channel, ChannelFuture> hangUp;
    private final Map<Channel, ScheduledFuture<?>> oldestFirst = new LinkedHashMap<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private long turnedAway;
    private boolean toldOnce;
    private long toldAtNanos;

    /**
     * Of a port to which nobody has come yet.
     *
     * @param port whose it is, for the log, such as {@code replicas}
     * @param maxPerAddress how many come from one address at most
     * @param hangUp closes a connection, at once
     */
    public Strangers(String port, int maxPerAddress, Function<Channel, ChannelFuture> hangUp) {
        this.port = port;
        this.maxPerAddress = maxPerAddress;
        this.hangUp = hangUp;
    }

    /** A connection comes. */
    public void enter(Channel channel) {
        ScheduledFuture<?> deadline = channel.eventLoop()
                .schedule(
                        () -> turnAway(channel, "it said nothing of use for " + SECONDS + " s"),
                        SECONDS,
                        TimeUnit.SECONDS);
        Optional<Channel> evicted;
        synchronized (this) {
            evicted = room(address(channel));
            // Or the next one to come would take the same place.
            evicted.ifPresent(this::leave);
            oldestFirst.put(channel, deadline);
            perAddress.merge(address(channel), 1, Integer::sum);
        }
        evicted.ifPresent(oldest -> turnAway(oldest, "a newer connection took its place"));
        channel.closeFuture().addListener(closed -> leave(channel));
    }

    /** The connection that has to make room, if there is none. */
    private Optional<Channel> room(InetAddress from) {
        if (perAddress.getOrDefault(from, 0) >= maxPerAddress) {
            return oldestFirst.keySet().stream()
                    .filter(channel -> address(channel).equals(from))
                    .findFirst();
        }
        return oldestFirst.size() >= MAX ? oldestFirst.keySet().stream().findFirst() : Optional.empty();
    }

    private static InetAddress address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** A connection speaks the protocol of the port: it may take its time to show who it is, until others need its place. */
    public synchronized void spoke(Channel channel) {
        ScheduledFuture<?> deadline = oldestFirst.get(channel);
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** A connection has shown who it is, or has ended. */
    public synchronized void leave(Channel channel) {
        ScheduledFuture<?> deadline = oldestFirst.remove(channel);
        if (deadline != null) {
            deadline.cancel(false);
            perAddress.computeIfPresent(address(channel), (address, count) -> count > 1 ? count - 1 : null);
        }
    }

    synchronized boolean contains(Channel channel) {
        return oldestFirst.containsKey(channel);
    }

    /** Ends a connection that did not get so far as to be a link. */
    public void turnAway(Channel channel, String reason) {
        leave(channel);
        tell(channel, reason);
        ChannelFuture unused = hangUp.apply(channel);
    }

    /** Says so at most once a minute: anyone can connect to a port as often as he likes. */
    private synchronized void tell(Channel channel, String reason) {
        turnedAway++;
        long now = System.nanoTime();
        if (toldOnce && now - toldAtNanos < TELL_EVERY_NANOS) {
            LOG.debug("port for {}: {} was turned away: {}", port, channel.remoteAddress(), reason);
            return;
        }
        toldOnce = true;
        toldAtNanos = now;
        LOG.warn(
                "port for {}: {} was turned away: {} (connections turned away so far: {}; told once a minute)",
                port,
                channel.remoteAddress(),
                reason,
                turnedAway);
    }
}
