package io.remotelog.master;

import io.remotelog.protocol.link.SyncPort;
import io.remotelog.protocol.sync.v2.Hello;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a master does for its replicas.
 *
 * @param retainUntilAcked names of replicas: no day goes by its age that one of them has not acked all of. Until each has been
 *     linked once since the master was started, that is every day. What goes since the log is too large does not wait
 * @param lagWarning how old the oldest record may be that a linked replica has not acked before the log tells of it
 */
public record ReplicaPolicy(Set<String> retainUntilAcked, Duration lagWarning) {
    /** Waits for nobody. */
    public static final ReplicaPolicy DEFAULT = new ReplicaPolicy(Set.of(), SyncPort.LAG_WARNING);

    /** Checks the ranges, and copies the names. */
    public ReplicaPolicy {
        retainUntilAcked.forEach(Hello::requireName);
        if (lagWarning.isNegative() || lagWarning.isZero()) {
            throw new IllegalArgumentException("lag warning " + lagWarning + ", want more than 0");
        }
        retainUntilAcked = Collections.unmodifiableSet(new TreeSet<>(retainUntilAcked));
    }
}
