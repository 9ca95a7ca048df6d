package io.remotelog.storage.filelog;

import io.remotelog.api.DayLog;
import java.io.IOException;

/** Takes down in the truth of the open day what the store's answers promise of it. One thread. */
final class Notes {
    private final Play play;
    private final Attempts attempts;
    private DayTruth open;
    private DayLog log;

    /** Whether the store just said of something that is no fault why it refuses. */
    private boolean excused;

    /** Whether the system forgot what it took for written. */
    private boolean evicted;

    /** Whether the helper thread was refused something while records waited for a commit. */
    private boolean troubledBehind;

    Notes(Play play) {
        this.play = play;
        attempts = new Attempts(this::isExcused);
    }

    Attempts attempts() {
        return attempts;
    }

    /** Another process begins, in which no day is open. */
    void begin() {
        evicted = false;
        close();
    }

    void open(DayTruth day, DayLog opened) {
        open = day;
        log = opened;
    }

    void close() {
        troubledBehind = false;
        play.producers().nothingWaits();
        open = null;
        log = null;
    }

    /** The day that is open, or null. */
    DayTruth day() {
        return open;
    }

    DayLog log() {
        return log;
    }

    void committed() {
        troubledBehind = false;
        open.committed();
        if (play.policy.kind() == FsyncPolicy.Kind.COMMIT) {
            open.sureAfterPowerCut(open.count());
        }
        durable();
    }

    /** The next attempt needs an excuse of its own. */
    void ask() {
        excused = false;
    }

    void excuse() {
        excused = true;
    }

    void evicted() {
        evicted = true;
    }

    /** If the store said that another program wrote, it answers for those records, too, from now on. */
    void foreign(int refusalsBefore) {
        if (open == null || attempts.refusals() > refusalsBefore || !open.isForeignUnnoticed()) {
            return;
        }
        excused = true;
        open.noticed();
        if (play.policy.kind() == FsyncPolicy.Kind.COMMIT) {
            open.sureAfterPowerCut(open.count());
        }
    }

    /** The helper thread ran. */
    void ranBackground(int refusalsBefore) {
        if (attempts.refusals() > refusalsBefore && open != null && open.waiting() > 0) {
            troubledBehind = true;
        }
        durable();
    }

    /** What waited was refused. */
    void refused(int refusalsBefore) {
        foreign(refusalsBefore);
        troubledBehind = false;
        open.dropped();
        play.producers().nothingWaits();
        long count = attempts.ask("count", () -> log.count());
        if (count > open.count()) {
            throw new Violation(
                    "the commit was refused, and count() is " + count + ", want " + open.count() + " or less");
        }
    }

    /** After a refusal: what readers can see counts as committed, all else as refused. */
    void shown() throws IOException {
        if (open == null) {
            return;
        }
        long shown = play.outside().entries(open.day);
        if (open.waiting() > 0 && shown >= open.count() + open.waiting()) {
            committed();
        } else {
            open.dropped();
        }
        play.producers().nothingWaits();
    }

    void durable() {
        if (open == null
                || play.policy.kind() != FsyncPolicy.Kind.INTERVAL
                || play.store().appender(open.day) == null) {
            return;
        }
        open.sureAfterPowerCut(attempts.ask("durable", () -> log.durable()));
    }

    /** Without faults, what was committed is durable an interval later. */
    void requireCaughtUp() {
        if (open == null || play.policy.kind() != FsyncPolicy.Kind.INTERVAL || attempts.refusals() > 0) {
            return;
        }
        play.runBackground(Play.INTERVAL);
        long durable = attempts.ask("durable", () -> log.durable());
        long count = attempts.ask("count", () -> log.count());
        if (attempts.refusals() == 0 && durable < count) {
            throw new Violation("an interval after the commit durable() is " + durable + ", want " + count);
        }
    }

    /** Another program's records, and what cannot be read back or was not forced, are reasons to refuse without a fault. */
    private boolean isExcused(String what) {
        boolean reads = what.contains(Followers.READS);
        return excused
                || (evicted && reads)
                || (troubledBehind && !reads)
                || (open != null && open.isForeignUnnoticed());
    }
}
