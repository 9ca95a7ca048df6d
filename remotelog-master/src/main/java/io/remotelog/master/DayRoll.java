package io.remotelog.master;

import io.remotelog.api.DayFinishedException;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Retention;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which day is appended to, finishes those before it, and removes those that retention does not keep.
 *
 * <p>The current day is the later of the clock's date and the newest day in the store (the one after it, if that is
 * finished), so it never goes back. One thread at a time; any may ask for {@link #current()}.
 */
final class DayRoll {
    private static final Logger LOG = LoggerFactory.getLogger(DayRoll.class);

    /** How long after a failure to finish, open or remove a day it is tried again; doubles with each failure. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    private static final Duration MAX_RETRY = Duration.ofMinutes(1);

    /** How often within a day retention looks whether days may go. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /** The same for opening the current day, which records wait for. */
    private static final Duration FIRST_OPEN_RETRY = Duration.ofMillis(100);

    private static final Duration MAX_OPEN_RETRY = Duration.ofSeconds(5);

    private final LogStore store;
    private final LogWriter writer;
    private final LogClock clock;
    private final Retention retention;
    private final AckHold hold;
    private volatile LocalDate current;
    private boolean open;
    private boolean settled;
    private long triedAtNanos;
    private long retryNanos = FIRST_RETRY.toNanos();
    private boolean jumpTold;
    private IOException openFailure;
    private long openFailedAtNanos;
    private long openRetryNanos;
    private final Trouble disorder;

    /**
     * Finds the current day, and changes nothing.
     *
     * @throws IOException if the newest day of the store is more than a day ahead of the clock
     */
    DayRoll(LogStore store, LogWriter writer, LogClock clock, Retention retention, AckHold hold) throws IOException {
        this.store = store;
        this.writer = writer;
        this.clock = clock;
        this.retention = retention;
        this.hold = hold;
        this.disorder = new Trouble(LOG, clock, "days are not in order, trying again later");
        this.current = DayOrder.current(store, clock);
    }

    /** The day that is appended to; those before it are past. */
    LocalDate current() {
        return current;
    }

    /** Whether the current day is open, and is the one to append to at this time. */
    boolean isOpenAt(Instant now) {
        return open && !clock.dateOf(now).isAfter(current);
    }

    /** Opens the current day, finishes the earlier ones, and removes the expired ones. */
    void begin() throws IOException {
        ensureOpen();
        settle(clock.today());
    }

    /** Goes on to the clock's date if that is later, and does what failed before. */
    void rollIfDue(Instant now) {
        tellJump();
        LocalDate today = clock.dateOf(now);
        if (today.isAfter(current)) {
            roll(today);
            retryNanos = FIRST_RETRY.toNanos();
            settle(today);
        } else if (!settled && clock.nanoTime() - triedAtNanos >= retryNanos) {
            retryNanos = Math.min(2 * retryNanos, MAX_RETRY.toNanos());
            settle(today);
        } else if (settled && mayChange() && clock.nanoTime() - triedAtNanos >= LOOK_AGAIN.toNanos()) {
            settle(today);
        }
    }

    /** Whether a day may have to go within the current one: replicas ack what they lacked, and the log grows. */
    private boolean mayChange() {
        return hold.holds() || retention.bytes().isPresent();
    }

    private void roll(LocalDate today) {
        LocalDate ended = current;
        try {
            writer.finish(ended);
            LOG.info("day {} finished, going on with {}", ended, today);
        } catch (IOException e) {
            // Records go into the new day whatever becomes of the old one.
            LOG.error("day {} cannot be finished, trying again later: {}", ended, e.getMessage(), e);
        }
        moveTo(today);
    }

    /** Brings the days in order as far as that is possible now; what fails is tried again later. */
    private void settle(LocalDate today) {
        triedAtNanos = clock.nanoTime();
        IOException failure = null;
        try {
            failure = finishEarlier();
            ensureOpen();
            removeExpired(today);
        } catch (IOException e) {
            failure = e;
        }
        settled = failure == null;
        if (settled) {
            disorder.isOver();
        } else {
            disorder.happened(failure);
        }
    }

    private void moveTo(LocalDate next) {
        open = false;
        current = next;
        openFailure = null;
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

    /**
     * Opens the current day for appending, or the one after it if another program has finished it. Where that failed, it
     * fails again for a while without being tried.
     */
    void ensureOpen() throws IOException {
        if (open) {
            return;
        }
        if (openFailure != null && clock.nanoTime() - openFailedAtNanos < openRetryNanos) {
            throw openFailure;
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
        try {
            RecoveryReport report = open(current);
            LOG.info("appending to day {} from id {}", report.day(), report.count());
            open = true;
            openFailure = null;
        } catch (DayFinishedException e) {
            throw e;
        } catch (IOException e) {
            openRetryNanos = openFailure == null
                    ? FIRST_OPEN_RETRY.toNanos()
                    : Math.min(2 * openRetryNanos, MAX_OPEN_RETRY.toNanos());
            openFailure = e;
            openFailedAtNanos = clock.nanoTime();
            throw e;
        }
    }

    private RecoveryReport open(LocalDate day) throws IOException {
        RecoveryReport report = writer.open(day);
        report.findings().forEach(finding -> LOG.warn("{}", finding));
        return report;
    }

    /** Finishes each unfinished day before the current one; gives the first failure, after all were tried. */
    private IOException finishEarlier() throws IOException {
        IOException failure = null;
        for (LocalDate day : DayOrder.unfinishedBefore(store, current)) {
            try {
                // Opened for its report: finishing says nothing of what it cut off.
                RecoveryReport report = open(day);
                open = false;
                writer.finish(day);
                LOG.info("day {} finished with {} records", day, report.count());
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        return failure;
    }

    private void removeExpired(LocalDate today) throws IOException {
        List<LocalDate> removed = retention.removeExpired(store, writer, today, current, hold::mayGo);
        if (!removed.isEmpty()) {
            LOG.info("days {} removed: {} are kept", removed, retention);
        }
    }
}
