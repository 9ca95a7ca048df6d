package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;

/**
 * Acknowledged records of a day are missing or broken, and nothing there is to derive them from: the day is not opened for
 * append until it has been repaired ({@code remotelog verify --repair}).
 */
public final class DayDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final LocalDate day;

    /**
     * Names the day.
     *
     * @param what which records, what was got and what was wanted
     */
    public DayDamagedException(LocalDate day, String what) {
        super("day " + day + ": " + what
                + ". It is not opened for append until 'remotelog verify --repair' has mended it");
        this.day = day;
    }

    /** The damaged day. */
    public LocalDate day() {
        return day;
    }
}
