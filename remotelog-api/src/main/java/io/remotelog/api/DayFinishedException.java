package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;

/** No record can be added to a finished day; append to the next one. */
public final class DayFinishedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final LocalDate day;

    /** Names the finished day. */
    public DayFinishedException(LocalDate day) {
        super("day " + day + " is finished, append to a later one");
        this.day = day;
    }

    /** The finished day. */
    public LocalDate day() {
        return day;
    }
}
