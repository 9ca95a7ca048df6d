package io.remotelog.cli;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.remotelog.api.LogStore;
import io.remotelog.http.Observed;
import io.remotelog.http.ObservedReplica;
import io.remotelog.protocol.sync.v2.Refusal;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica and its store. If it is allowed to, it moves the folder aside when the master says that it holds another log, and
 * begins anew. Any thread.
 */
final class RunningReplica implements Closeable, Observed {
    private static final Logger LOG = LoggerFactory.getLogger(RunningReplica.class);

    private final StoreOpening opening;
    private final Optional<Path> folder;
    private final ReplicaConfig config;
    private final Consumer<Optional<InetSocketAddress>> onConnected;
    private final Optional<SetAside> setAside;
    private LogStore store;
    private Replica replica;
    /** Of the replica that runs, or ran last; absent before the first. */
    private volatile ObservedReplica observed;

    private boolean resetting;
    private boolean closed;

    /** Opens the store of the replica, to be written to. */
    @FunctionalInterface
    interface StoreOpening {
        LogStore open() throws IOException;
    }

    /**
     * Starts nothing yet.
     *
     * @param folder where the store lies, if it lies in a folder
     * @param onConnected told, when the master has answered for the first time, where further replicas dial, if they may
     * @param resettable the store's folder, if it may be moved aside
     */
    RunningReplica(
            StoreOpening opening,
            Optional<Path> folder,
            ReplicaConfig config,
            Consumer<Optional<InetSocketAddress>> onConnected,
            Optional<Path> resettable) {
        this.opening = opening;
        this.folder = folder;
        this.config = config;
        this.onConnected = onConnected;
        this.setAside = resettable.map(SetAside::new);
    }

    synchronized void start() throws IOException {
        LogStore opened = opening.open();
        boolean started = false;
        // The master may answer before the replica is known here.
        CompletableFuture<Replica> begun = new CompletableFuture<>();
        try {
            replica = Replica.start(
                    opened,
                    configOf(opened),
                    () -> onConnected.accept(begun.join().syncAddress()),
                    this::refused);
            begun.complete(replica);
            store = opened;
            observed = new ObservedReplica(replica, opened, folder);
            started = true;
        } finally {
            if (!started) {
                opened.close();
            }
        }
    }

    private synchronized void refused(Refusal refusal) {
        if (refusal.isOfTheLog() && setAside.isPresent() && !resetting && !closed) {
            resetting = true;
            // Not on the replica's own thread, which it would wait for.
            Thread reset = new Thread(this::reset, "remotelog-reset");
            reset.start();
        }
    }

    private synchronized void reset() {
        if (closed) {
            return;
        }
        try {
            stop();
            Path aside = setAside.get().keep();
            LOG.warn("the replica's folder is kept as {}; copying the master anew", aside);
            start();
            resetting = false;
        } catch (IOException | RuntimeException e) {
            LOG.error("--reset-diverged: the replica could not begin anew: {}", e.getMessage(), e);
            System.exit(1);
        }
    }

    /** An empty replica that was reset goes as far back as what was kept: also if the one begun anew was killed at once. */
    private ReplicaConfig configOf(LogStore opened) throws IOException {
        if (setAside.isEmpty() || !opened.days().isEmpty()) {
            return config;
        }
        int kept = setAside.get().historyDays(config.zone());
        if (kept <= config.historyDays()) {
            return config;
        }
        LOG.info("copying the master from {} days before today on, as far back as the folder that was kept", kept);
        return config.withHistoryDays(kept);
    }

    private void stop() throws IOException {
        try {
            replica.close();
        } finally {
            store.close();
        }
    }

    @Override
    public MetricSnapshots metrics() throws IOException {
        ObservedReplica now = observed;
        return now == null ? new MetricSnapshots() : now.metrics();
    }

    @Override
    public Optional<String> notLive() {
        ObservedReplica now = observed;
        return now == null ? Optional.empty() : now.notLive();
    }

    @Override
    public Optional<String> notReady() {
        ObservedReplica now = observed;
        return now == null ? Optional.of("the store is being opened") : now.notReady();
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            stop();
        }
    }
}
