package io.remotelog.protocol.link;

import io.remotelog.api.Position;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a replica stands to the log that it copies.
 *
 * @param name what it calls itself, or {@code @ADDRESS} if it has no name
 * @param address where it dials from, or did last
 * @param linked whether there is a link to it
 * @param acked what is before this position is durable there; empty if it has not said yet
 * @param lagRecords durable records here that it has not acked; 0 or more
 * @param lagBytes the bytes of those records, or -1 if the store cannot tell
 * @param lag how long ago the oldest of them was appended, by the record times; zero if there are none
 */
public record ReplicaStatus(
        String name,
        String address,
        boolean linked,
        Optional<Position> acked,
        long lagRecords,
        long lagBytes,
        Duration lag) {

    /** Checks that all is given. */
    public ReplicaStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(acked, "acked");
        Objects.requireNonNull(lag, "lag");
    }
}
