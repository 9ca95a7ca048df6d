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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a port that have not shown yet who they are. Each has 10 s for that. There are so many at most, in all
 * and from one address: a new one takes the place of the oldest, so that whoever knows what to say gets in among any number
 * of those who do not. Any thread.
 */
final class Strangers {
    static final int MAX = 1_024;
    static final int MAX_PER_ADDRESS = 128;
    static final int SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final long TELL_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Channel, ScheduledFuture<?>> oldestFirst = new LinkedHashMap<>();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private long turnedAway;
    private boolean toldOnce;
    private long toldAtNanos;

    /** A connection comes. */
    void enter(Channel channel) {
        ScheduledFuture<?> deadline = channel.eventLoop()
                .schedule(
                        () -> turnAway(channel, "it said nothing of use for " + SECONDS + " s"),
                        SECONDS,
                        TimeUnit.SECONDS);
        Optional<Channel> evicted;
        synchronized (this) {
            evicted = room(address(channel));
            oldestFirst.put(channel, deadline);
            perAddress.merge(address(channel), 1, Integer::sum);
        }
        evicted.ifPresent(oldest -> turnAway(oldest, "a newer connection took its place"));
        channel.closeFuture().addListener(closed -> leave(channel));
    }

    /** The connection that has to make room, if there is none. */
    private Optional<Channel> room(InetAddress from) {
        if (perAddress.getOrDefault(from, 0) >= MAX_PER_ADDRESS) {
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

    /** A connection has shown who it is, or has ended. */
    synchronized void leave(Channel channel) {
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
    void turnAway(Channel channel, String reason) {
        leave(channel);
        tell(channel, reason);
        ChannelFuture unused = channel.close();
    }

    /** Says so at most once a minute: anyone can connect to a port as often as he likes. */
    private synchronized void tell(Channel channel, String reason) {
        turnedAway++;
        long now = System.nanoTime();
        if (toldOnce && now - toldAtNanos < TELL_EVERY_NANOS) {
            LOG.debug("{} was turned away: {}", channel.remoteAddress(), reason);
            return;
        }
        toldOnce = true;
        toldAtNanos = now;
        LOG.warn(
                "{} was turned away: {} (connections turned away so far: {}; told once a minute)",
                channel.remoteAddress(),
                reason,
                turnedAway);
    }
}
