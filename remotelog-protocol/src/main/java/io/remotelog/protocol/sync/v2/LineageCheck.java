package io.remotelog.protocol.sync.v2;

import io.remotelog.api.Epoch;
import io.remotelog.api.Position;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells by the epochs of two logs whether one is a beginning of the other. Each epoch says where a writer began to append, so
 * up to the newest epoch that both know they were one log, and what each appended later is its own.
 */
final class LineageCheck {
    /** Index of the newest common epoch in the master's list, -1 if there is none. */
    private final int inMaster;

    private final List<Epoch> master;
    private final Optional<String> objection;

    private LineageCheck(List<Epoch> master, int inMaster, Optional<String> objection) {
        this.master = master;
        this.inMaster = inMaster;
        this.objection = objection;
    }

    /**
     * Compares.
     *
     * @param master the master's epochs, oldest first
     * @param replica the replica's newest epochs, oldest first; none if it does not know what it is a copy of
     * @param replicaEnd the position after the newest record that the replica holds
     */
    static LineageCheck of(List<Epoch> master, List<Epoch> replica, Optional<Position> replicaEnd) {
        for (int r = replica.size() - 1; r >= 0; r--) {
            int m = indexOf(master, replica.get(r).id());
            if (m >= 0) {
                return new LineageCheck(master, m, replicaEnd.flatMap(end -> branch(master, m, replica, end)));
            }
        }
        // A master without epochs is a store that notes none: the checksum has to do.
        boolean unrelated = !replica.isEmpty() && !master.isEmpty() && replicaEnd.isPresent();
        return new LineageCheck(
                master,
                -1,
                unrelated
                        ? Optional.of("the two logs have no beginning in common: they are not the same log")
                        : Optional.empty());
    }

    private static int indexOf(List<Epoch> epochs, UUID id) {
        for (int i = epochs.size() - 1; i >= 0; i--) {
            if (epochs.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<String> branch(List<Epoch> master, int m, List<Epoch> replica, Position end) {
        UUID common = master.get(m).id();
        if (!replica.contains(master.get(m))) {
            return Optional.of(
                    "epoch " + common + " begins elsewhere on the two sides: one of the lineages was changed");
        }
        int r = replica.indexOf(master.get(m));
        if (r + 1 < replica.size() && end.compareTo(replica.get(r + 1).begin()) > 0) {
            return Optional.of(
                    "the replica's log has records from " + replica.get(r + 1).begin()
                            + " on that another writer appended, in an epoch that the master does not know");
        }
        if (m + 1 < master.size() && end.compareTo(master.get(m + 1).begin()) > 0) {
            return Optional.of(
                    "the master's log went on from " + master.get(m + 1).begin()
                            + " when it was opened anew, but the replica has records up to " + end
                            + " from before: the master lost them, or was set back");
        }
        return Optional.empty();
    }

    /** Why the replica cannot go on from what it has, if that is so. */
    Optional<String> objection() {
        return objection;
    }

    /** The newest epoch that both know. */
    Optional<UUID> common() {
        return inMaster < 0
                ? Optional.empty()
                : Optional.of(master.get(inMaster).id());
    }

    /** The master's epochs after it, or all if there is none. */
    List<Epoch> later() {
        return master.subList(inMaster + 1, master.size());
    }
}
