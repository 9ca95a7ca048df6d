package io.remotelog.http;

import io.remotelog.protocol.link.LinkTrouble;
import io.remotelog.protocol.link.ReplicaStatus;
import io.remotelog.protocol.sync.v2.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** What a port for replicas tells of those that copy from it. */
final class ReplicaFigures {
    /** Replicas without a name would be another figure with each of their connections. */
    private static final String UNNAMED = "@";

    private static final String LABEL = "replica";

    private ReplicaFigures() {}

    static void addTo(Figures figures, List<ReplicaStatus> replicas, LinkTrouble trouble) {
        List<ReplicaStatus> named = replicas.stream()
                .filter(replica -> !replica.name().startsWith(UNNAMED))
                .toList();
        figures.gauge(
                "replicas_linked",
                "Replicas that are linked, those without a name included.",
                replicas.stream().filter(ReplicaStatus::linked).count());
        figures.gauge(
                "replica_linked",
                "Whether the replica of a name is linked: 1 or 0.",
                LABEL,
                each(named, replica -> replica.linked() ? 1 : 0));
        List<ReplicaStatus> acked =
                named.stream().filter(replica -> replica.acked().isPresent()).toList();
        figures.gauge(
                "replica_lag_records",
                "Durable records that a replica has not acked.",
                LABEL,
                each(acked, ReplicaStatus::lagRecords));
        figures.gauge(
                "replica_lag_bytes",
                "Bytes of the durable records that a replica has not acked.",
                LABEL,
                each(acked.stream().filter(replica -> replica.lagBytes() >= 0).toList(), ReplicaStatus::lagBytes));
        figures.gauge(
                "replica_lag_seconds",
                "How long ago the oldest of the records that a replica has not acked was appended.",
                LABEL,
                each(acked, replica -> replica.lag().toMillis() / 1_000.0));
        Map<String, Long> refused = new TreeMap<>();
        for (Refusal.Reason reason : Refusal.Reason.values()) {
            refused.put(
                    reason.name().toLowerCase(Locale.ROOT), trouble.refused().getOrDefault(reason, 0L));
        }
        figures.counter("links_refused", "Links of replicas that were refused, by either side.", "reason", refused);
        figures.gauge(
                "corrupt_records",
                "Records that could not be sent to a replica since they are corrupt; found since the start, up to 1000.",
                trouble.corrupt().size());
    }

    private static Map<String, Double> each(List<ReplicaStatus> replicas, ToDoubleFunction<ReplicaStatus> figure) {
        Map<String, Double> values = new TreeMap<>();
        replicas.forEach(replica -> values.put(replica.name(), figure.applyAsDouble(replica)));
        return values;
    }
}
