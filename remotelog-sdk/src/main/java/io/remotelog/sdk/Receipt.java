package io.remotelog.sdk;

import io.remotelog.api.Position;
import java.util.Objects;
import java.util.Optional;

/**
 * A master's word that it took a record.
 *
 * @param position where the record is, given by a master that answers after the commit. Empty from a Go master: that one
 *     answers before it has written the record
 */
public record Receipt(Optional<Position> position) {
    /** Checks that the position is not null. */
    public Receipt {
        Objects.requireNonNull(position, "position");
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
