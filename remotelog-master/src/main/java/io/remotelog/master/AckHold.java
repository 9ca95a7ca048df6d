package io.remotelog.master;

import io.remotelog.protocol.link.Replicas;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps days back that are too old, and that replicas have not acked, as far as there is room for them. The appender's thread.
 */
final class AckHold {
    private static final Logger LOG = LoggerFactory.getLogger(AckHold.class);

    private final Set<String> names;
    private final Replicas replicas;
    private List<LocalDate> told = List.of();

    AckHold(ReplicaPolicy policy, Replicas replicas) {
        this.names = policy.retainUntilAcked();
        this.replicas = replicas;
    }

    /**
     * Which of the days that are too old may go now. Says in the log which are kept, if those are others, and which go without
     * an ack.
     *
     * @param excess the days that go in any case
     */
    List<LocalDate> mayGo(List<LocalDate> aged, List<LocalDate> excess) {
        if (names.isEmpty()) {
            return aged;
        }
        // Unless all of them have told what they need, they need everything.
        LocalDate needed = replicas.oldestNeeded(names).orElse(LocalDate.MIN);
        List<LocalDate> unacked =
                excess.stream().filter(day -> !day.isBefore(needed)).toList();
        if (!unacked.isEmpty()) {
            LOG.warn("days {} go though the replicas {} have not acked them: the log is too large", unacked, names);
        }
        List<LocalDate> going =
                aged.stream().filter(day -> day.isBefore(needed)).toList();
        List<LocalDate> held = aged.stream()
                .filter(day -> !day.isBefore(needed) && !excess.contains(day))
                .toList();
        if (!held.isEmpty() && !held.equals(told)) {
            LOG.warn(
                    "days {} are past their retention, and kept for the replicas {}, which have not acked them",
                    held,
                    names);
        }
        told = held;
        return going;
    }

    /** Whether days are kept back, so that it is worth another look soon. */
    boolean holds() {
        return !told.isEmpty();
    }
}
