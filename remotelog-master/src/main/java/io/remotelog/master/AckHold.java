package io.remotelog.master;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.protocol.link.Replicas;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps expired days back that replicas have not acked, as far as there is room for them. The appender's thread.
 */
final class AckHold {
    private static final Logger LOG = LoggerFactory.getLogger(AckHold.class);

    private final LogStore store;
    private final ReplicaPolicy policy;
    private final Replicas replicas;
    private List<LocalDate> told = List.of();

    AckHold(LogStore store, ReplicaPolicy policy, Replicas replicas) {
        this.store = store;
        this.policy = policy;
        this.replicas = replicas;
    }

    /** Which of the expired days may go now, oldest first as they are given; says in the log which are kept, if those are others. */
    List<LocalDate> mayGo(List<LocalDate> expired) throws IOException {
        if (policy.retainUntilAcked().isEmpty()) {
            return expired;
        }
        Optional<LocalDate> needed = replicas.oldestNeeded(policy.retainUntilAcked());
        List<LocalDate> held = new ArrayList<>(expired);
        List<LocalDate> going = new ArrayList<>();
        while (!held.isEmpty() && needed.isPresent() && held.get(0).isBefore(needed.get())) {
            going.add(held.remove(0));
        }
        giveUp(held, going);
        if (!held.isEmpty() && !held.equals(told)) {
            LOG.warn(
                    "days {} are past their retention, and kept for the replicas {}, which have not acked them",
                    held,
                    policy.retainUntilAcked());
        }
        told = List.copyOf(held);
        return going;
    }

    /** The oldest go all the same while the log is too large. */
    private void giveUp(List<LocalDate> held, List<LocalDate> going) throws IOException {
        if (held.isEmpty() || policy.retainBytes().isEmpty()) {
            return;
        }
        long bytes = 0;
        for (LocalDate day : store.days()) {
            if (!going.contains(day)) {
                bytes += bytes(day);
            }
        }
        while (!held.isEmpty() && bytes > policy.retainBytes().getAsLong()) {
            LocalDate day = held.remove(0);
            bytes -= bytes(day);
            going.add(day);
            LOG.warn(
                    "day {} is removed though replicas of {} have not acked it: the log takes more than {} bytes",
                    day,
                    policy.retainUntilAcked(),
                    policy.retainBytes().getAsLong());
        }
    }

    private long bytes(LocalDate day) throws IOException {
        Optional<DayLog> log = store.find(day);
        return log.isPresent() ? Math.max(0, log.get().bytes(0)) : 0;
    }

    /** Whether days are kept back, so that it is worth another look soon. */
    boolean holds() {
        return !told.isEmpty();
    }
}
