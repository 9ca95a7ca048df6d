package io.remotelog.api;

import java.io.IOException;
import java.time.ZoneId;

/** The log was begun in another zone: its days would not be the same. */
public final class ZoneMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the store, its zone and the one that was asked for. */
    public ZoneMismatchException(String store, ZoneId has, ZoneId asked) {
        super("store " + store + ": its days are dates in zone " + has + ", got zone " + asked
                + ": leave the zone out or give " + has + ", or begin another store");
    }
}
