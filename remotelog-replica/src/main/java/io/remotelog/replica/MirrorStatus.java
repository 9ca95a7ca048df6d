package io.remotelog.replica;

import io.remotelog.api.Position;
import io.remotelog.protocol.sync.v2.Refusal;
import java.util.Objects;
import java.util.Optional;

/**
 * How a replica stands to its master.
 *
 * @param linked whether there is a link on which the master has answered
 * @param next the record that comes next
 * @param masterHighWater how far the master was when it told so last; empty with a master of version 1
 * @param refusal why there was no link the last time, if one of the sides refused the other, and there was none since
 */
public record MirrorStatus(
        boolean linked, Position next, Optional<Position> masterHighWater, Optional<Refusal> refusal) {

    /** Checks that all is given. */
    public MirrorStatus {
        Objects.requireNonNull(next, "next");
        Objects.requireNonNull(masterHighWater, "masterHighWater");
        Objects.requireNonNull(refusal, "refusal");
    }
}
