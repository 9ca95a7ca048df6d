package io.remotelog.api;

import java.io.IOException;

/** The position to read from lies beyond the end of its day. */
public final class BeyondEndException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the position.
     *
     * @param count how many records its day has
     */
    public BeyondEndException(Position position, long count) {
        super("position " + position + ": the day has " + count
                + " records. The position is of another log, or this one has lost its end: compare them, then read"
                + " from " + new Position(position.day(), count) + " or an earlier position");
    }
}
