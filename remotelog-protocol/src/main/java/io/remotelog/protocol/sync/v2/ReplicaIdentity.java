package io.remotelog.protocol.sync.v2;

import io.remotelog.protocol.security.Token;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What a replica says on each of its links.
 *
 * @param name what it is called on the master; empty: it is not known by a name there
 * @param instance another one each time that the replica is started
 * @param token what both sides prove to each other that they have; empty: nothing is proved
 * @param compression whether it takes compressed batches
 * @param maxRecordBytes the largest payload that it takes
 * @param maxRate bytes a second that it wants at most while it catches up; empty: as many as there are
 * @param historyDays how many days before the master's current one it begins if it holds nothing
 */
public record ReplicaIdentity(
        Optional<String> name,
        UUID instance,
        Optional<Token> token,
        boolean compression,
        int maxRecordBytes,
        OptionalLong maxRate,
        int historyDays) {

    /** Checks that all are given; the ranges are those of {@link Hello}. */
    public ReplicaIdentity {
        name.ifPresent(Hello::requireName);
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(maxRate, "maxRate");
    }
}
