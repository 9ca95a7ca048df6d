package io.remotelog.replica;

import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Retention;
import io.remotelog.protocol.sync.Mirror;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
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
    private final LogWriter writer;

    private Replica(Dialer dialer, LogWriter writer) {
        this.dialer = dialer;
        this.writer = writer;
    }

    /**
     * Takes the store for writing, finds where the mirror was left, and begins to dial. Returns before there is a link.
     *
     * @param onConnected runs once, on the replica's thread, when the master has answered for the first time
     * @throws IOException if the store cannot be written to; then nothing is left running
     */
    public static Replica start(LogStore store, ReplicaConfig config, Runnable onConnected) throws IOException {
        return start(store, config, onConnected, Clock.systemUTC(), System::nanoTime, new Random());
    }

    static Replica start(
            LogStore store,
            ReplicaConfig config,
            Runnable onConnected,
            Clock wall,
            LongSupplier monotonicNanos,
            Random jitter)
            throws IOException {
        Optional<ZoneId> lineageZone = store.lineage().map(Lineage::zone);
        ZoneId zone = config.zone().or(() -> lineageZone).orElseGet(ZoneId::systemDefault);
        LogClock clock = new LogClock(wall, monotonicNanos, zone);
        MirrorWriter writer = store.mirrorWriter(zone);
        boolean started = false;
        try {
            Mirror mirror =
                    new Mirror(store, writer, clock.today().minusDays(config.historyDays()), Replica::tellOpened);
            Optional<Retention> retention = config.retainDays().isPresent()
                    ? Optional.of(new Retention(config.retainDays().getAsInt()))
                    : Optional.empty();
            Upkeep upkeep = new Upkeep(store, writer, mirror, clock, retention);
            upkeep.removeExpired();
            Dialer dialer = new Dialer(config, mirror, upkeep, clock, jitter, onConnected);
            dialer.start();
            started = true;
            return new Replica(dialer, writer);
        } finally {
            if (!started) {
                writer.close();
            }
        }
    }

    private static void tellOpened(RecoveryReport report) {
        report.findings().forEach(finding -> LOG.warn("{}", finding));
        LOG.info("mirroring day {} from id {}", report.day(), report.count());
    }

    /** Ends the link, commits what came, and gives the store free. */
    @Override
    public void close() throws IOException {
        dialer.close();
        writer.close();
    }
}
