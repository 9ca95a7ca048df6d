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

    /** Chooses among expired days. */
    @FunctionalInterface
    public interface Choice {
        /** Those of the days that may go now; both lists are oldest first. */
        List<LocalDate> mayGo(List<LocalDate> expired) throws IOException;
    }

    /**
     * Removes what may go. A day that cannot be removed does not keep the others.
     *
     * @param writer called on its own thread
     * @param before only days before this one go, whatever the date
     * @return the days that were removed, oldest first
     * @throws IOException the first failure, after all days were tried
     */
    public List<LocalDate> removeExpired(LogStore store, LogWriter writer, LocalDate today, LocalDate before)
            throws IOException {
        return removeExpired(store, writer, today, before, expired -> expired);
    }

    /**
     * The same, where some expired days may have to stay.
     *
     * @param choice asked once, before anything is removed
     */
    public List<LocalDate> removeExpired(
            LogStore store, LogWriter writer, LocalDate today, LocalDate before, Choice choice) throws IOException {
        List<LocalDate> removed = new ArrayList<>();
        IOException failure = null;
        for (LocalDate day : choice.mayGo(expired(store, today, before))) {
            try {
                writer.delete(day);
                removed.add(day);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return removed;
    }

    /**
     * The days that are expired, oldest first. Changes nothing.
     *
     * @param before only days before this one go, whatever the date
     */
    public List<LocalDate> expired(LogStore store, LocalDate today, LocalDate before) throws IOException {
        List<LocalDate> all = store.days();
        List<LocalDate> expired = new ArrayList<>();
        int newerWithRecords = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            LocalDate day = all.get(i);
            if (newerWithRecords >= days && day.isBefore(today.minusDays(days))) {
                if (day.isBefore(before)) {
                    expired.add(0, day);
                }
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
