package io.remotelog.master;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the day with which a master goes on in the store that it is given, and those that it finishes first. */
public final class DayOrder {
    private DayOrder() {}

    /**
     * The later of the clock's date and the newest day in the store (the one after it, if that is finished). Changes nothing.
     *
     * @throws IOException if that is more than a day ahead of the clock
     */
    public static LocalDate current(LogStore store, LogClock clock) throws IOException {
        LocalDate today = clock.today();
        LocalDate newest = newestUnfinished(store, today);
        LocalDate current = today.isAfter(newest) ? today : newest;
        if (current.isAfter(today.plusDays(1))) {
            throw new IOException("the log goes on with day " + current + ", but the clock says " + today + " in zone "
                    + clock.zone() + ": set the clock right, or move the days of the future out of the store");
        }
        return current;
    }

    /** The days before the current one that are not finished, oldest first. Changes nothing. */
    public static List<LocalDate> unfinishedBefore(LogStore store, LocalDate current) throws IOException {
        List<LocalDate> unfinished = new ArrayList<>();
        for (LocalDate day : store.days()) {
            Optional<DayLog> log = store.find(day);
            if (day.isBefore(current) && log.isPresent() && !log.get().isFinished()) {
                unfinished.add(day);
            }
        }
        return unfinished;
    }

    private static LocalDate newestUnfinished(LogStore store, LocalDate today) throws IOException {
        List<LocalDate> days = store.days();
        if (days.isEmpty()) {
            return today;
        }
        LocalDate newest = days.get(days.size() - 1);
        Optional<DayLog> log = store.find(newest);
        return log.isPresent() && log.get().isFinished() ? newest.plusDays(1) : newest;
    }
}
