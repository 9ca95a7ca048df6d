package io.remotelog.api;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The identity of a log, made when its place is.
 *
 * @param logId tells this log from every other one
 * @param zone the zone whose dates its days are
 * @param epochs its openings by writers, oldest first; empty where a store notes none
 */
public record Lineage(UUID logId, ZoneId zone, List<Epoch> epochs) {
    /** Checks that all are given, and copies the list. */
    public Lineage {
        Objects.requireNonNull(logId, "logId");
        Objects.requireNonNull(zone, "zone");
        epochs = List.copyOf(epochs);
    }

    /** A log that no writer opened yet. */
    public Lineage(UUID logId, ZoneId zone) {
        this(logId, zone, List.of());
    }

    /** Whether the dates of a zone are those of this log: the names may differ, as those of UTC and Etc/UTC do. */
    public boolean hasDaysOf(ZoneId other) {
        return zone.getRules().equals(other.getRules());
    }
}
