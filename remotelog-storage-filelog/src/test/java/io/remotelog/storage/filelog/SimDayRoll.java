package io.remotelog.storage.filelog;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the days of a simulated master by the rules of the real one, which is of a module that this one cannot know: the
 * current day is the later of the clock's date and the newest day in the store, it is opened first, and earlier ones are
 * finished as soon as that succeeds. One thread.
 */
final class SimDayRoll {
    private final LogStore store;
    private final LogWriter writer;
    private final LogClock clock;
    private final SimTruth truth;
    private LocalDate current;
    private boolean open;
    private boolean settled;

    SimDayRoll(LogStore store, LogWriter writer, LogClock clock, SimTruth truth) throws IOException {
        this.store = store;
        this.writer = writer;
        this.clock = clock;
        this.truth = truth;
        LocalDate today = clock.today();
        current = newestUnfinished(today);
        if (current.isBefore(today)) {
            current = today;
        }
        if (current.isAfter(today.plusDays(1))) {
            throw new IOException("the log goes on with day " + current + ", but the clock says " + today);
        }
    }

    private LocalDate newestUnfinished(LocalDate today) throws IOException {
        List<LocalDate> days = store.days();
        if (days.isEmpty()) {
            return today;
        }
        LocalDate newest = days.get(days.size() - 1);
        Optional<DayLog> log = store.find(newest);
        return log.isPresent() && log.get().isFinished() ? newest.plusDays(1) : newest;
    }

    LocalDate current() {
        return current;
    }

    void begin() throws IOException {
        ensureOpen();
        settle();
    }

    /** Goes on to the clock's date if that is later, and does what failed before. */
    void rollIfDue() {
        LocalDate today = clock.today();
        if (today.isAfter(current)) {
            try {
                finish(current);
            } catch (IOException e) {
                truth.tell("master: " + current + " is not finished: " + e.getMessage());
            }
            current = today;
            open = false;
            truth.tell("master: goes on with " + today);
            settle();
        } else if (!settled) {
            settle();
        }
    }

    private void settle() {
        settled = false;
        try {
            for (LocalDate day : store.days()) {
                Optional<DayLog> log = store.find(day);
                if (day.isBefore(current) && log.isPresent() && !log.get().isFinished()) {
                    open(day);
                    open = false;
                    finish(day);
                }
            }
            ensureOpen();
            settled = true;
        } catch (IOException e) {
            truth.tell("master: days are not in order: " + e.getMessage());
        }
    }

    void ensureOpen() throws IOException {
        if (!open) {
            open(current);
            open = true;
        }
    }

    private void open(LocalDate day) throws IOException {
        writer.open(day);
        truth.masterOpened(day);
    }

    private void finish(LocalDate day) throws IOException {
        writer.finish(day);
        truth.masterFinished(day);
    }
}
