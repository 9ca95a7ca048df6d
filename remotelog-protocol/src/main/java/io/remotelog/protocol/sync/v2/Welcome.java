package io.remotelog.protocol.sync.v2;

import io.remotelog.api.Epoch;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What a master answers to a {@link Hello}: the link is on.
 *
 * @param proof shows that it has the token, by {@link Proof}; empty if it was given none
 * @param compression whether batches may come that zstd has made smaller
 * @param logId the id of its log; empty if its store notes no lineage
 * @param zone the zone whose dates the days are
 * @param common the newest epoch that both know; empty if there is none
 * @param epochs those of its lineage after it, oldest first; all of them if there is none in common
 */
public record Welcome(
        Optional<String> proof,
        boolean compression,
        Optional<UUID> logId,
        ZoneId zone,
        Optional<UUID> common,
        List<Epoch> epochs) {

    /** Checks that all is given. */
    public Welcome {
        Objects.requireNonNull(proof, "proof");
        Objects.requireNonNull(logId, "logId");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(common, "common");
        epochs = List.copyOf(epochs);
    }
}
