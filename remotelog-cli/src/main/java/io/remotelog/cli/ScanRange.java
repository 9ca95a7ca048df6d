package io.remotelog.cli;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Which records to scan.
 *
 * @param date the first day; empty for the oldest, or the newest if following
 * @param fromId the id to begin at in the first day
 * @param toDate the last day; empty for no bound, or the first day alone where {@code date} stands alone
 * @param follow whether to go on as records come
 */
record ScanRange(Optional<LocalDate> date, long fromId, Optional<LocalDate> toDate, boolean follow) {
    ScanRange {
        if (fromId < 0) {
            throw new IllegalArgumentException("id " + fromId + ", want 0 or more");
        }
        if (date.isPresent() && toDate.isPresent() && toDate.get().isBefore(date.get())) {
            throw new IllegalArgumentException("last day " + toDate.get() + " is before the first, " + date.get());
        }
    }

    /** Whether one day was asked for, by name. */
    boolean isOneDay() {
        return date.isPresent() && toDate.isEmpty() && !follow;
    }

    /** Whether a day is in the range. */
    boolean holds(LocalDate day) {
        return reaches(day) && (date.isEmpty() || !day.isBefore(date.get()));
    }

    /** Whether the range goes on to a day. */
    boolean reaches(LocalDate day) {
        Optional<LocalDate> last = isOneDay() ? date : toDate;
        return last.isEmpty() || !day.isAfter(last.get());
    }
}
