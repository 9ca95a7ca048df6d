package io.remotelog.api;

import java.util.Objects;
import java.util.UUID;

/**
 * An opening of a log by a writer: two copies of a log that have the same epochs were one up to where the last one began.
 *
 * @param id tells this opening from every other one
 * @param begin where its first record went, or would have gone
 */
public record Epoch(UUID id, Position begin) {
    /** Checks that both are given. */
    public Epoch {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(begin, "begin");
    }
}
