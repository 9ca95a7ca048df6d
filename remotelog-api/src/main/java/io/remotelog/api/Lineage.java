package io.remotelog.api;

import java.time.ZoneId;
import java.util.Objects;
import java.util.UUID;

/**
 * The identity of a log, made when its place is.
 *
 * @param logId tells this log from every other one
 * @param zone the zone whose dates its days are
 */
public record Lineage(UUID logId, ZoneId zone) {
    /** Checks that both are given. */
    public Lineage {
        Objects.requireNonNull(logId, "logId");
        Objects.requireNonNull(zone, "zone");
    }

    /** Whether the dates of a zone are those of this log: the names may differ, as those of UTC and Etc/UTC do. */
    public boolean hasDaysOf(ZoneId other) {
        return zone.getRules().equals(other.getRules());
    }
}
