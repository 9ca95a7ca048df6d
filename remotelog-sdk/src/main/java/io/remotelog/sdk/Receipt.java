package io.remotelog.sdk;

import io.remotelog.api.Position;
import java.util.Objects;
import java.util.Optional;

/**
 * A master's word that it took a record.
 *
 * @param position where the record is, given by a master that answers after the commit. Empty from a Go master: that one
 *     answers before it has written the record; and for a record that was sent again so late that its place is forgotten
 * @param replicated whether as many replicas have the record as {@link Ack#replicated} asked for. False if they had it not in time:
 *     it is durable on the master, and may be on some. False also where it was not asked for
 */
public record Receipt(Optional<Position> position, boolean replicated) {
    /** Checks that the position is not null. */
    public Receipt {
        Objects.requireNonNull(position, "position");
    }

    /** A receipt of a record that is not known to be on replicas. */
    public Receipt(Optional<Position> position) {
        this(position, false);
    }

    /** Reads a response's {@code data}. Whatever is in it, the record was taken: what is no position is left out. */
    static Receipt of(String data) {
        if (data.isEmpty()) {
            return new Receipt(Optional.empty());
        }
        try {
            return new Receipt(Optional.of(Position.parse(data)));
        } catch (IllegalArgumentException e) {
            return new Receipt(Optional.empty());
        }
    }
}
