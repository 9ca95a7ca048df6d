package io.remotelog.master;

import io.remotelog.api.DayFinishedException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Retention;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which day is appended to, finishes those before it, and removes those that are kept long enough.
 *
 * <p>The current day is the later of the clock's date and the newest day in the store (the one after it, if that is
 * finished), so it never goes back. One thread; any thread may ask for {@link #current()}.
 */
final class DayRoll {
    private static final Logger LOG = LoggerFactory.getLogger(DayRoll.class);

    /** How long after a failure to finish, open or remove a day it is tried again. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LogStore store;
    private final LogWriter writer;
    private final LogClock clock;
    private final Optional<Retention> retention;
    private volatile LocalDate current;
    private boolean open;
    private boolean settled;
    private long triedAtNanos;
    private boolean jumpTold;

    /**
     * Finds the current day, and changes nothing.
     *
     * @throws IOException if the newest day of the store is more than a day ahead of the clock
     */
    DayRoll(LogStore store, LogWriter writer, LogClock clock, Optional<Retention> retention) throws IOException {
        this.store = store;
        this.writer = writer;
        this.clock = clock;
        this.retention = retention;
        LocalDate today = clock.today();
        this.current = later(today, newestUnfinished(today));
        if (current.isAfter(today.plusDays(1))) {
            throw new IOException("the log goes on with day " + current + ", but the clock says " + today + " in zone "
                    + clock.zone() + ": set the clock right, or move the days of the future out of the store");
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

    private static LocalDate later(LocalDate a, LocalDate b) {
        return a.isAfter(b) ? a : b;
    }

    /** The day that is appended to; those before it are past. */
    LocalDate current() {
        return current;
    }

    /** Opens the current day and finishes the earlier ones. */
    void begin() throws IOException {
        finishEarlier(current);
        ensureOpen();
        settled = true;
        removeExpired();
    }

    /** Goes on to the clock's date if that is later, and does what failed before. */
    void rollIfDue() {
        LocalDate today = clock.today();
        tellJump();
        boolean due = today.isAfter(current);
        boolean retry = !settled && clock.nanoTime() - triedAtNanos >= RETRY.toNanos();
        if (!due && !retry) {
            return;
        }
        triedAtNanos = clock.nanoTime();
        settled = false;
        try {
            LocalDate next = later(today, current);
            finishEarlier(next);
            if (due) {
                LOG.info("day {} ended, going on with {}", current, next);
                moveTo(next);
            }
            ensureOpen();
            removeExpired();
            settled = true;
        } catch (IOException e) {
            // Records go into the new day whatever happens to the old one.
            if (due) {
                moveTo(later(today, current));
            }
            LOG.error("the roll to day {} is not complete, trying again: {}", current, e.getMessage(), e);
        }
    }

    private void moveTo(LocalDate next) {
        open = open && next.equals(current);
        current = next;
    }

    private void tellJump() {
        Duration jump = clock.jump();
        if (jump.isZero()) {
            jumpTold = false;
        } else if (!jumpTold) {
            jumpTold = true;
            LOG.error(
                    "the clock jumped by {} against the monotonic clock and is not believed: days go on by {}. Set the"
                            + " clock right, or start the master again if it is right now",
                    jump,
                    clock.now());
        }
    }

    /** Opens the current day for appending, or the one after it if another program has finished it. */
    void ensureOpen() throws IOException {
        if (open) {
            return;
        }
        try {
            openCurrent();
        } catch (DayFinishedException e) {
            LOG.warn("{}: going on in the next day", e.getMessage());
            leaveFinished();
        }
    }

    /** Goes on to the day after the current one, which turned out to be finished. */
    void leaveFinished() throws IOException {
        LocalDate next = current.plusDays(1);
        if (next.isAfter(clock.today().plusDays(1))) {
            throw new IOException("day " + current + " is finished, and the next one is more than a day ahead of the"
                    + " clock, which says " + clock.today());
        }
        moveTo(next);
        openCurrent();
    }

    private void openCurrent() throws IOException {
        RecoveryReport report = writer.open(current);
        report.dropped().forEach(dropped -> LOG.warn("day {}: {}", report.day(), dropped));
        LOG.info("appending to day {} from id {}", report.day(), report.count());
        open = true;
    }

    private void finishEarlier(LocalDate than) throws IOException {
        for (LocalDate day : store.days()) {
            Optional<DayLog> log = store.find(day);
            if (day.isBefore(than) && log.isPresent() && !log.get().isFinished()) {
                writer.finish(day);
                if (day.equals(current)) {
                    open = false;
                }
                LOG.info("day {} finished with {} records", day, log.get().count());
            }
        }
    }

    private void removeExpired() throws IOException {
        if (retention.isEmpty()) {
            return;
        }
        for (LocalDate day : retention.get().expired(store, clock.today())) {
            if (day.isBefore(current)) {
                writer.delete(day);
                LOG.info(
                        "day {} removed: {} days are kept", day, retention.get().days());
            }
        }
    }
}
