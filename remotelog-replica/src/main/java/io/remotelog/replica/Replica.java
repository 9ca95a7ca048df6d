package io.remotelog.replica;

import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.RecoveryReport;
import io.remotelog.protocol.link.LinkTrouble;
import io.remotelog.protocol.link.ReplicaStatus;
import io.remotelog.protocol.link.Replicas;
import io.remotelog.protocol.link.SyncPort;
import io.remotelog.protocol.link.SyncServer;
import io.remotelog.protocol.security.ReloadingSslContext;
import io.remotelog.protocol.security.ServerTlsFiles;
import io.remotelog.protocol.sync.Mirror;
import io.remotelog.protocol.sync.v2.Refusal;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running replica: mirrors a master's log, and goes on trying whenever the master is not there. Any thread.
 *
 * <p>The store stays the caller's, who closes it after the replica.
 */
public final class Replica implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    private final Dialer dialer;
    private final Optional<SyncServer> further;
    private final LogWriter writer;

    private Replica(Dialer dialer, Optional<SyncServer> further, LogWriter writer) {
        this.dialer = dialer;
        this.further = further;
        this.writer = writer;
    }

    /**
     * Takes the store for writing, finds where the mirror was left, and begins to dial. Returns before there is a link.
     *
     * @param onConnected runs once, on the replica's thread, when the master has answered for the first time
     * @throws IllegalArgumentException if strangers could get in; see {@link ReplicaConfig#requireProtected()}
     * @throws IOException if a file of TLS cannot be used, or the store cannot be written to; then nothing is left running
     */
    public static Replica start(LogStore store, ReplicaConfig config, Runnable onConnected) throws IOException {
        return start(store, config, onConnected, refusal -> {});
    }

    /**
     * The same, and is told when there can be no link.
     *
     * @param onRefused runs on the replica's thread, each time that one of the sides refuses the other. The replica tries
     *     again on its own, a refusal that {@linkplain Refusal#isOfTheLog() is of the log} after half a minute at most
     */
    public static Replica start(LogStore store, ReplicaConfig config, Runnable onConnected, Consumer<Refusal> onRefused)
            throws IOException {
        return start(store, config, onConnected, onRefused, Clock.systemUTC(), System::nanoTime, new Random());
    }

    static Replica start(
            LogStore store,
            ReplicaConfig config,
            Runnable onConnected,
            Consumer<Refusal> onRefused,
            Clock wall,
            LongSupplier monotonicNanos,
            Random jitter)
            throws IOException {
        // Before the store is taken: what cannot dial, or may not listen, changes nothing.
        config.requireProtected();
        Optional<ReloadingSslContext> tls = config.security().tls().isPresent()
                ? Optional.of(
                        ReloadingSslContext.ofReplica(config.security().tls().get()))
                : Optional.empty();
        Optional<ZoneId> lineageZone = store.lineage().map(Lineage::zone);
        ZoneId zone = config.zone().or(() -> lineageZone).orElseGet(ZoneId::systemDefault);
        LogClock clock = new LogClock(wall, monotonicNanos, zone);
        MirrorWriter writer = store.mirrorWriter(zone);
        Optional<SyncServer> further = Optional.empty();
        boolean started = false;
        try {
            Mirror mirror =
                    new Mirror(store, writer, clock.today().minusDays(config.historyDays()), Replica::tellOpened);
            Upkeep upkeep = new Upkeep(store, writer, mirror, clock, config.retention());
            upkeep.removeExpired();
            further = config.mirroring().syncAddress().isPresent()
                    ? Optional.of(serve(config.mirroring().syncAddress().get(), store, config, mirror, clock))
                    : Optional.empty();
            // Those that copy from here compare lineages when they dial.
            Runnable onLineage = further.isPresent() ? further.get()::endLinks : () -> {};
            Dialer dialer = new Dialer(config, mirror, upkeep, clock, jitter, onConnected, onRefused, onLineage, tls);
            dialer.start();
            started = true;
            return new Replica(dialer, further, writer);
        } finally {
            if (!started) {
                further.ifPresent(SyncServer::close);
                writer.close();
            }
        }
    }

    private static SyncServer serve(
            InetSocketAddress address, LogStore store, ReplicaConfig config, Mirror mirror, LogClock clock)
            throws IOException {
        return SyncServer.start(new SyncPort(
                address,
                config.sendFlag(),
                config.security().token(),
                tlsOfFurther(config),
                SyncPort.LAG_WARNING,
                store,
                mirror::day,
                clock,
                new Replicas(store, clock)));
    }

    private static Optional<ReloadingSslContext> tlsOfFurther(ReplicaConfig config) throws IOException {
        Optional<ServerTlsFiles> tls = config.ofFurther().tls();
        return tls.isPresent() ? Optional.of(ReloadingSslContext.ofServer(tls.get())) : Optional.empty();
    }

    private static void tellOpened(RecoveryReport report) {
        report.findings().forEach(finding -> LOG.warn("{}", finding));
        LOG.info("mirroring day {} from id {}", report.day(), report.count());
    }

    /** The record that comes next. */
    public Position next() {
        return dialer.mirror().next();
    }

    /** How far the master was when it told so last, some seconds ago at most; empty with a master of version 1. */
    public Optional<Position> masterHighWater() {
        return dialer.highWater();
    }

    /** How it stands to its master. */
    public MirrorStatus status() {
        return dialer.status();
    }

    /** Where further replicas dial, with the port that was taken; empty if it was not asked for. */
    public Optional<InetSocketAddress> syncAddress() {
        return further.map(SyncServer::address);
    }

    /** The replicas that copy from this one; none if there is no port for them. */
    public List<ReplicaStatus> replicas() throws IOException {
        return further.isPresent() ? further.get().replicas().status() : List.of();
    }

    /** What links of those have come to since this one was started; nothing if there is no port for them. */
    public LinkTrouble linkTrouble() {
        return further.isPresent() ? further.get().replicas().trouble() : LinkTrouble.NONE;
    }

    /** Ends the links, commits what came, and gives the store free. */
    @Override
    public void close() throws IOException {
        try {
            dialer.close();
            further.ifPresent(SyncServer::close);
        } finally {
            writer.close();
        }
    }
}
