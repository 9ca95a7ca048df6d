package io.remotelog.http;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.remotelog.api.LogStore;
import io.remotelog.master.Master;
import io.remotelog.master.MasterStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A master, its store, and the replicas that copy from it. */
public final class ObservedMaster implements Observed {
    private final Master master;
    private final StoreFigures store;
    private long durable;

    /**
     * Of a running master.
     *
     * @param store the master's
     * @param folder where the store lies, if it lies in a folder: its disk is told of
     */
    public ObservedMaster(Master master, LogStore store, Optional<Path> folder) {
        this.master = master;
        this.store = new StoreFigures(store, folder);
    }

    @Override
    public MetricSnapshots metrics() throws IOException {
        MasterStatus status = master.status();
        // A counter must not go down, and a commit may come in between.
        durable = Math.max(durable, status.committed() - store.notDurable());
        Map<String, Long> refused = new TreeMap<>();
        status.refused().forEach((reason, count) -> refused.put(reason.name().toLowerCase(Locale.ROOT), count));
        Figures figures = new Figures()
                .counter("records_appended", "Records given to the store.", status.appended())
                .counter(
                        "records_committed",
                        "Records committed: they survive an end of the process.",
                        status.committed())
                .counter("records_durable", "Records that survive a loss of power.", durable)
                .counter("records_refused", "Records that were refused.", "reason", refused)
                .counter("payload_bytes", "Payloads of the committed records, in bytes.", status.committedBytes())
                .gauge("queue_bytes", "What waits or is being committed, in bytes.", status.queuedBytes())
                .gauge("queue_limit_bytes", "At this size of the queue callers wait.", status.maxQueuedBytes())
                .histogram(
                        "commit_seconds",
                        "How long commits took, writing included; under fsync=commit each has an fsync.",
                        status.commitTimes())
                .gauge(
                        "refusing",
                        "Whether the store refused records lately: 1 or 0.",
                        status.trouble().isPresent() ? 1 : 0);
        CallFigures.addTo(figures, master.calls());
        store.addTo(figures);
        ReplicaFigures.addTo(figures, master.replicas(), master.linkTrouble());
        return figures.all();
    }

    @Override
    public Optional<String> notLive() {
        return master.status().appending()
                ? Optional.empty()
                : Optional.of("the thread that appends has ended; the log has said why");
    }

    @Override
    public Optional<String> notReady() {
        return notLive().or(() -> master.status().trouble().map(reason -> "records are refused: " + reason));
    }
}
