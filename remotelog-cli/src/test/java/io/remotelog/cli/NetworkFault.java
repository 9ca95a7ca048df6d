package io.remotelog.cli;

import io.remotelog.cli.TwoNamespaces.Side;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong between master and replica, by nft at the end of the link where packets arrive: of one that its sender's own
 * machine drops, TCP knows at once, and it is no loss.
 */
enum NetworkFault {
    LOSS(true, true),
    LOSS_TO_REPLICA(true, false),
    LOSS_TO_MASTER(false, true),
    CUT(true, true),
    CUT_TO_REPLICA(true, false),
    CUT_TO_MASTER(false, true),
    /** What is beyond 100 kB/s is dropped. */
    POLICED(true, true),
    /** 100 kB/s, behind a queue. */
    SHAPED(true, true),
    MASTER_FROZEN(false, false),
    REPLICA_FROZEN(false, false);

    private static final int MIN_LOSS_PERCENT = 5;
    private static final int MAX_LOSS_PERCENT = 40;
    private static final Pattern COUNTER = Pattern.compile("counter packets ([0-9]+)");

    private final boolean toReplica;
    private final boolean toMaster;

    NetworkFault(boolean toReplica, boolean toMaster) {
        this.toReplica = toReplica;
        this.toMaster = toMaster;
    }

    /** Who stands still, if it is one of the processes. */
    Optional<Side> frozen() {
        return this == MASTER_FROZEN
                ? Optional.of(Side.MASTER)
                : this == REPLICA_FROZEN ? Optional.of(Side.REPLICA) : Optional.empty();
    }

    /** Whether no record can reach the replica's folder. */
    boolean holdsUpAll() {
        return this == CUT || this == CUT_TO_REPLICA || this == REPLICA_FROZEN;
    }

    /** Whether no packet passes in some direction. */
    boolean isCut() {
        return this == CUT || this == CUT_TO_REPLICA || this == CUT_TO_MASTER;
    }

    /** Whether it lets through only so many bytes a second: fewer than the application sends. */
    boolean isLimit() {
        return this == POLICED || this == SHAPED;
    }

    /** Lets it begin on the link. */
    void begin(TwoNamespaces namespaces, SplittableRandom random) throws IOException {
        int percent = MIN_LOSS_PERCENT + random.nextInt(MAX_LOSS_PERCENT - MIN_LOSS_PERCENT);
        String which = switch (this) {
            case LOSS, LOSS_TO_REPLICA, LOSS_TO_MASTER -> "numgen random mod 100 < " + percent;
            case CUT, CUT_TO_REPLICA, CUT_TO_MASTER -> "";
            case POLICED -> "limit rate over 100 kbytes/second burst 20 kbytes";
            case SHAPED, MASTER_FROZEN, REPLICA_FROZEN -> null;
        };
        for (Side to : receiving()) {
            if (this == SHAPED) {
                String queue = " root tbf rate 800kbit burst 4kb latency 500ms";
                namespaces.in(to.other(), ("tc qdisc add dev " + TwoNamespaces.DEVICE + queue).split(" "));
            } else {
                namespaces.in(
                        to,
                        "nft",
                        "add table inet fault; add chain inet fault in { type filter hook input priority 0; };"
                                + " add rule inet fault in iifname " + TwoNamespaces.DEVICE + " " + which
                                + " counter drop");
            }
        }
    }

    /** Heals the link, and tells how many packets were dropped. */
    long end(TwoNamespaces namespaces) throws IOException {
        long dropped = 0;
        for (Side to : receiving()) {
            if (this == SHAPED) {
                namespaces.in(to.other(), ("tc qdisc del dev " + TwoNamespaces.DEVICE + " root").split(" "));
            } else {
                Matcher counter = COUNTER.matcher(namespaces.in(to, "nft", "list table inet fault"));
                namespaces.in(to, "nft", "delete table inet fault");
                while (counter.find()) {
                    dropped += Long.parseLong(counter.group(1));
                }
            }
        }
        return dropped;
    }

    private List<Side> receiving() {
        return toReplica && toMaster
                ? List.of(Side.REPLICA, Side.MASTER)
                : toReplica ? List.of(Side.REPLICA) : toMaster ? List.of(Side.MASTER) : List.of();
    }
}
