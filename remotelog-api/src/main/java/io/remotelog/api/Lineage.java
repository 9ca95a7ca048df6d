package io.remotelog.api;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The identity of a log, made when its place is.
 *
 * @param logId tells this log from every other one
 * @param zone the zone whose dates its days are
 * @param epochs its openings by writers, oldest first; empty where a store notes none, and of a copy whose original is not
 *     known
 * @param removedThrough the newest day with records that was removed; empty if there was none, or the store does not note it
 */
public record Lineage(UUID logId, ZoneId zone, List<Epoch> epochs, Optional<LocalDate> removedThrough) {
    /** Checks that all are given, and copies the list. */
    public Lineage {
        Objects.requireNonNull(logId, "logId");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(removedThrough, "removedThrough");
        epochs = List.copyOf(epochs);
    }

    /** A log of which no day was removed. */
    public Lineage(UUID logId, ZoneId zone, List<Epoch> epochs) {
        this(logId, zone, epochs, Optional.empty());
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
