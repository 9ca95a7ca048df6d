package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;

/** A day was asked for by name, and the store does not have it. */
public final class NoSuchDayException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the day.
     *
     * @param days the days that the store has, oldest first
     */
    public NoSuchDayException(LocalDate day, List<LocalDate> days) {
        super("day " + day + " is not in the store, "
                + (days.isEmpty()
                        ? "which holds none"
                        : "its days are " + days.get(0) + " to " + days.get(days.size() - 1)));
    }
}
