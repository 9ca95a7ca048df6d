package io.remotelog.protocol.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.sync.v2.Hello;
import io.remotelog.protocol.sync.v2.LinkRefusedException;
import io.remotelog.protocol.sync.v2.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicas of a log: who is linked, and how far each has got. A named one is remembered when its link has ended. Any
 * thread.
 */
public final class Replicas {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    static final int MAX_LINKS = 1_000;
    static final int MAX_LINKS_PER_ADDRESS = 256;

    /** Names beyond these push out those that have not been linked for longest. */
    static final int MAX_NAMES = 10_000;

    private static final int MAX_CORRUPT = 1_000;

    private final LogStore store;
    private final LogClock clock;
    private final Map<String, Entry> named = new HashMap<>();
    private final Map<Channel, Entry> linked = new HashMap<>();
    private final Map<Refusal.Reason, Long> refused = new EnumMap<>(Refusal.Reason.class);
    private final Set<Position> corrupt = new HashSet<>();
    private final List<Runnable> subscribers = new CopyOnWriteArrayList<>();

    /** Of this log. */
    public Replicas(LogStore store, LogClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** What is known of one replica. */
    private static final class Entry {
        private final String name;
        private UUID instance;
        private String address;
        private Channel link;
        private Position acked;
        private LocalDate needs;
        private boolean commitsDurably;
        private boolean stopped;
        private long changed;

        Entry(String name) {
            this.name = name;
        }
    }

    /** Refuses a link of version 1 that is one too many. */
    synchronized void admit(Channel channel) throws LinkRefusedException {
        requireRoom(channel);
    }

    /** Refuses a link that is one too many, or whose name another running replica has. */
    synchronized void admit(Channel channel, Hello hello) throws LinkRefusedException {
        requireRoom(channel);
        Entry entry = hello.name().map(named::get).orElse(null);
        if (entry != null && entry.link != null && entry.link.isActive() && !entry.instance.equals(hello.instance())) {
            throw new LinkRefusedException(
                    new Refusal(
                            Refusal.Reason.NAME_IN_USE,
                            "a replica named '" + entry.name + "' is linked already, from " + entry.address
                                    + ": give each replica a --name of its own. If that one is gone, it is forgotten after 12 s"));
        }
    }

    private void requireRoom(Channel channel) throws LinkRefusedException {
        long fromThere = linked.keySet().stream()
                .filter(other -> host(other).equals(host(channel)))
                .count();
        if (linked.size() >= MAX_LINKS || fromThere >= MAX_LINKS_PER_ADDRESS) {
            throw new LinkRefusedException(new Refusal(
                    Refusal.Reason.TOO_MANY,
                    "there are " + linked.size() + " links, " + fromThere
                            + " of them from this address, want fewer than " + MAX_LINKS + " and "
                            + MAX_LINKS_PER_ADDRESS));
        }
    }

    private static String host(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getHostString()
                : String.valueOf(channel.remoteAddress());
    }

    /** A link is on. One of the same replica that hangs, since it has dialled anew, is ended. */
    void linked(Channel channel, Optional<Hello> hello) {
        Channel superseded = null;
        synchronized (this) {
            Entry entry = hello.flatMap(Hello::name)
                    .map(name -> named.computeIfAbsent(name, Entry::new))
                    .orElseGet(() -> new Entry("@" + address(channel)));
            if (entry.link != channel) {
                superseded = entry.link;
                linked.remove(superseded);
            }
            entry.instance = hello.map(Hello::instance).orElse(null);
            entry.address = address(channel);
            entry.link = channel;
            entry.changed = clock.nanoTime();
            entry.acked = null;
            entry.commitsDurably = hello.isPresent() && hello.get().commitsDurably();
            entry.stopped = false;
            linked.put(channel, entry);
            forgetTheOldest();
        }
        if (superseded != null) {
            LOG.info(
                    "replica '{}' has dialled anew, its link from {} ends",
                    hello.flatMap(Hello::name).orElse(""),
                    address(superseded));
            ChannelFuture unused = superseded.close();
        }
    }

    private void forgetTheOldest() {
        if (named.size() > MAX_NAMES) {
            named.values().stream()
                    .filter(entry -> entry.link == null)
                    .min((a, b) -> Long.signum(a.changed - b.changed))
                    .ifPresent(entry -> named.remove(entry.name));
        }
    }

    private static String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                ? NetworkThreads.text(remote)
                : String.valueOf(channel.remoteAddress());
    }

    void acked(Channel channel, Position durable) {
        synchronized (this) {
            Entry entry = linked.get(channel);
            if (entry == null || (entry.acked != null && durable.compareTo(entry.acked) <= 0)) {
                return;
            }
            entry.acked = durable;
        }
        subscribers.forEach(Runnable::run);
    }

    /** Asks to be told when a replica has got further: runs on any thread, and must not block. */
    public Subscription subscribe(Runnable wakeUp) {
        subscribers.add(wakeUp);
        return () -> subscribers.remove(wakeUp);
    }

    /**
     * On how many replicas a record is durable, with all before it: of those that are linked, have a name, and make each commit
     * durable ({@code fsync=commit}).
     */
    public synchronized int durableOn(Position record) {
        int count = 0;
        for (Entry entry : linked.values()) {
            if (entry.commitsDurably
                    && !entry.stopped
                    && named.get(entry.name) == entry
                    && entry.acked != null
                    && entry.acked.compareTo(record) > 0) {
                count++;
            }
        }
        return count;
    }

    synchronized void needs(Channel channel, LocalDate oldest) {
        Entry entry = linked.get(channel);
        if (entry != null) {
            entry.needs = oldest;
        }
    }

    synchronized void ended(Channel channel) {
        Entry entry = linked.remove(channel);
        if (entry != null && entry.link == channel) {
            entry.link = null;
            entry.changed = clock.nanoTime();
        }
    }

    /** One of the sides has refused the other. */
    synchronized void refused(Refusal.Reason reason) {
        refused.merge(reason, 1L, Long::sum);
    }

    /** A record cannot be sent: what is behind it in its day does not come either. */
    synchronized void stopped(Channel channel, Position at) {
        Entry entry = linked.get(channel);
        if (entry != null) {
            entry.stopped = true;
        }
        if (corrupt.size() < MAX_CORRUPT) {
            corrupt.add(at);
        }
    }

    /** What went wrong so far. */
    public synchronized LinkTrouble trouble() {
        return new LinkTrouble(refused, corrupt);
    }

    /**
     * The oldest day that one of some replicas still needs something of: it may be removed only once there is another answer.
     *
     * @return empty if not all of them have been linked since this master was started, so that it is not known
     */
    public synchronized Optional<LocalDate> oldestNeeded(Collection<String> names) {
        LocalDate oldest = LocalDate.MAX;
        for (String name : names) {
            Entry entry = named.get(name);
            if (entry == null || entry.needs == null) {
                return Optional.empty();
            }
            oldest = entry.needs.isBefore(oldest) ? entry.needs : oldest;
        }
        return Optional.of(oldest);
    }

    /** How each replica stands: those that are linked, and the named ones that were. */
    public List<ReplicaStatus> status() throws IOException {
        List<Entry> entries;
        synchronized (this) {
            entries = new ArrayList<>(named.values());
            linked.values().stream()
                    .filter(entry -> named.get(entry.name) != entry)
                    .forEach(entries::add);
        }
        List<ReplicaStatus> all = new ArrayList<>();
        for (Entry entry : entries) {
            all.add(status(entry));
        }
        return all;
    }

    /** How the replica of a link stands; empty if that is none any more. */
    Optional<ReplicaStatus> status(Channel channel) throws IOException {
        Entry entry;
        synchronized (this) {
            entry = linked.get(channel);
        }
        return entry == null ? Optional.empty() : Optional.of(status(entry));
    }

    private ReplicaStatus status(Entry entry) throws IOException {
        Position acked;
        String address;
        boolean isLinked;
        synchronized (this) {
            acked = entry.acked;
            address = entry.address;
            isLinked = entry.link != null;
        }
        Lag lag = acked == null ? Lag.NONE : Lag.since(store, acked, clock.now());
        return new ReplicaStatus(
                entry.name, address, isLinked, Optional.ofNullable(acked), lag.records(), lag.bytes(), lag.time());
    }
}
