package io.remotelog.master;

import io.remotelog.protocol.link.SyncPort;
import io.remotelog.protocol.sync.v2.Hello;
import java.time.Duration;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a master does for its replicas.
 *
 * @param retainUntilAcked names of replicas: retention removes no day that one of them has not acked all of. Until each has
 *     been linked once since the master was started, that is every day
 * @param retainBytes retention waits for them only as long as the log's records take no more bytes than this, 1 or more; empty:
 *     as long as it takes
 * @param lagWarning how old the oldest record may be that a linked replica has not acked before the log tells of it
 */
public record ReplicaPolicy(Set<String> retainUntilAcked, OptionalLong retainBytes, Duration lagWarning) {
    /** Waits for nobody. */
    public static final ReplicaPolicy DEFAULT = new ReplicaPolicy(Set.of(), OptionalLong.empty(), SyncPort.LAG_WARNING);

    /** Checks the ranges, and copies the names. */
    public ReplicaPolicy {
        retainUntilAcked.forEach(Hello::requireName);
        if (retainBytes.isPresent() && retainBytes.getAsLong() < 1) {
            throw new IllegalArgumentException("retain bytes " + retainBytes.getAsLong() + ", want 1 or more");
        }
        if (lagWarning.isNegative() || lagWarning.isZero()) {
            throw new IllegalArgumentException("lag warning " + lagWarning + ", want more than 0");
        }
        retainUntilAcked = Collections.unmodifiableSet(new TreeSet<>(retainUntilAcked));
    }
}
