package io.remotelog.http;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.v2.Refusal;
import io.remotelog.replica.MirrorStatus;
import io.remotelog.replica.Replica;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Optional;

/** A replica, its store, and the replicas that copy from it. */
public final class ObservedReplica implements Observed {
    private final Replica replica;
    private final StoreFigures store;

    /**
     * Of a running replica.
     *
     * @param store the replica's
     * @param folder where the store lies, if it lies in a folder: its disk is told of
     */
    public ObservedReplica(Replica replica, LogStore store, Optional<Path> folder) {
        this.replica = replica;
        this.store = new StoreFigures(store, folder);
    }

    @Override
    public MetricSnapshots metrics() throws IOException {
        MirrorStatus status = replica.status();
        Figures figures = new Figures()
                .gauge(
                        "master_linked",
                        "Whether the master has answered on a link that is: 1 or 0.",
                        status.linked() ? 1 : 0)
                .gauge(
                        "master_diverged",
                        "Whether there is no link since this is no copy of the master's log: 1 or 0.",
                        status.refusal().filter(Refusal::isOfTheLog).isPresent() ? 1 : 0)
                .gauge("mirrored_day_seconds", "The day of the next record, its midnight in UTC.", day(status.next()))
                .gauge(
                        "mirrored_records",
                        "Records of that day that are here.",
                        status.next().id());
        status.masterHighWater()
                .ifPresent(highWater -> figures.gauge(
                                "master_day_seconds",
                                "The day up to which the master is durable, its midnight in UTC.",
                                day(highWater))
                        .gauge("master_records", "Durable records of that day on the master.", highWater.id()));
        figures.gauge(
                "not_durable_records", "Records here that would not survive a loss of power.", store.notDurable());
        store.addTo(figures);
        ReplicaFigures.addTo(figures, replica.replicas(), replica.linkTrouble());
        return figures.all();
    }

    private static long day(Position position) {
        return position.day().atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    }

    @Override
    public Optional<String> notLive() {
        return Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
        MirrorStatus status = replica.status();
        return status.linked()
                ? Optional.empty()
                : Optional.of(status.refusal()
                        .map(refusal -> "no link to the master: " + refusal.text())
                        .orElse("no link to the master"));
    }
}
