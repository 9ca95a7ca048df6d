package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long days are kept.
 *
 * <p>A day goes only when it is more than so many days before today <em>and</em> as many newer days hold records. So a log
 * that nobody appended to for a while keeps what it has, and a clock that is wrong removes little.
 *
 * @param days how many days before today are kept, 1 or more
 */
public record Retention(int days) {
    /** Checks the range. */
    public Retention {
        if (days < 1) {
            throw new IllegalArgumentException("retention of " + days + " days, want 1 or more");
        }
    }

    /** The days that may be removed, oldest first. */
    public List<LocalDate> expired(LogStore store, LocalDate today) throws IOException {
        List<LocalDate> all = store.days();
        List<LocalDate> expired = new ArrayList<>();
        int newerWithRecords = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            LocalDate day = all.get(i);
            if (newerWithRecords >= days && day.isBefore(today.minusDays(days))) {
                expired.add(0, day);
                continue;
            }
            Optional<DayLog> log = store.find(day);
            if (log.isPresent() && log.get().count() > 0) {
                newerWithRecords++;
            }
        }
        return expired;
    }
}
