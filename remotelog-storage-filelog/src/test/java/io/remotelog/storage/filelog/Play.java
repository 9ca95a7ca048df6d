package io.remotelog.storage.filelog;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.DayLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A store on a {@link FaultyDisk}, whoever appends to it and reads it, and their memory of what was promised. One thread.
 *
 * <p>Each method does one thing to the store, and holds what comes of it against the promises: a {@link Violation} if one is
 * broken. A refusal is all right if an operation of the disk was refused meanwhile; a {@link Crash} ends the method, and
 * {@link #kill} or {@link #cutPower} and {@link Opening#recover} come next.
 */
final class Play {
    static final Path ROOT = Path.of("/log");
    static final Duration INTERVAL = Duration.ofMillis(10);

    final FsyncPolicy policy;
    final Sizes sizes;
    final Random random;
    private final Map<LocalDate, DayTruth> days = new TreeMap<>();
    private final Opening opening;
    private final Notes notes;
    private final Attempts attempts;
    private final Watch watch;
    private final Followers followers;
    private final ProducersTruth producers;

    private FaultyDisk disk;
    private Outside outside;
    private boolean whatIf;
    private int serial;

    Play(FsyncPolicy policy, Sizes sizes, Random random, Plant plant) {
        this.policy = policy;
        this.sizes = sizes;
        this.random = random;
        opening = new Opening(this, plant);
        notes = new Notes(this);
        attempts = notes.attempts();
        watch = new Watch(this);
        followers = new Followers(this);
        producers = new ProducersTruth(this);
    }

    /** Begins with an empty disk. */
    void start(Faults next) {
        CountedFaults faults = new CountedFaults(next);
        begin(new FaultyDisk(new Random(random.nextLong()), faults), faults);
        outside = new Outside(disk.beside(Faults.NONE), ROOT);
    }

    /** Ends the process, if it has not ended, and begins the next one. */
    void kill(Faults next) {
        CountedFaults.trace("kill");
        CountedFaults faults = new CountedFaults(next);
        begin(disk.afterKill(faults), faults);
        days.values().forEach(day -> day.ended(false));
        producers.ended(false);
    }

    /** Cuts the power, and begins a process on what is left. */
    void cutPower(Luck luck, Faults next) {
        CountedFaults.trace(luck.isNone() ? "worst power cut" : "power cut");
        CountedFaults faults = new CountedFaults(next);
        FaultyDisk left = disk.afterPowerCut(luck, new Random(random.nextLong()), faults);
        disk.end();
        outside.end();
        followers.closeOutside();
        begin(left, faults);
        outside = new Outside(disk.beside(Faults.NONE), ROOT);
        days.values().forEach(day -> day.ended(true));
        producers.ended(true);
    }

    /** Gives all free: what is still open would hold the memory of the disk. */
    void end() {
        followers.closeInside();
        followers.closeOutside();
        disk.end();
        outside.end();
    }

    private void begin(FaultyDisk next, CountedFaults faults) {
        followers.closeInside();
        disk = next;
        attempts.begin(next, faults);
        if (!whatIf) {
            disk.observe(watch::look);
        }
        opening.begin();
        notes.begin();
    }

    /** This play as it would go on if the power was cut now, and nothing survived that was not forced. */
    Play afterWorstCut() {
        CountedFaults.trace("what if the power is cut here");
        Play other = new Play(policy, sizes, new Random(1), opening.plant());
        other.whatIf = true;
        other.opening.know(opening);
        other.producers.know(producers);
        other.producers.ended(true);
        days.forEach((date, day) -> {
            DayTruth copy = day.copy();
            copy.ended(true);
            other.days.put(date, copy);
        });
        CountedFaults faults = new CountedFaults(Faults.NONE);
        other.begin(disk.afterPowerCut(Luck.none(), new Random(1), faults), faults);
        other.outside = new Outside(other.disk.beside(Faults.NONE), ROOT);
        return other;
    }

    /** Appends records, which wait for a commit; false if one was refused, and with it all that waited. */
    boolean append(int records) {
        DayTruth open = open();
        List<Sent> appended = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            Sent record = nextRecord();
            int refusals = attempts.refusals();
            notes.ask();
            if (!attempts.attempt("append", () -> record.appendTo(opening.writer()))) {
                notes.refused(refusals);
                return false;
            }
            open.appended(record);
            appended.add(record);
        }
        attempts.must("note", () -> producers.maybeNote(open.day, appended));
        return true;
    }

    boolean commit() {
        CommittedIds[] ids = new CommittedIds[1];
        DayTruth open = open();
        int waiting = open.waiting();
        open.committing();
        notes.ask();
        int refusals = attempts.refusals();
        if (!attempts.attempt("commit", () -> ids[0] = opening.writer().commit())) {
            notes.refused(refusals);
            return false;
        }
        if (ids[0].size() != waiting || (waiting > 0 && ids[0].id(0) != open.count())) {
            throw new Violation("commit gave " + ids[0] + ", want " + waiting + " ids from " + open.count());
        }
        notes.committed();
        producers.nothingWaits();
        producers.require(open, "commit");
        return true;
    }

    /** Finishes a day, as often as it takes. */
    void finish(LocalDate date) throws IOException {
        DayTruth day = day(date);
        day.finishBegun = true;
        day.finishCovers = opening.isSettled(date);
        if (open() != null) {
            open().committing();
        }
        notes.ask();
        attempts.must("finish " + date, () -> finishOnce(date));
        if (open() != null) {
            notes.committed();
        }
        if (day == open()) {
            notes.close();
        }
        opening.forgetLength(date);
        if (opening.addSettled(date)) {
            day.found(outside.records(day, "finish"), "finish", true);
        }
        day.finished = true;
        day.finishReturned = true;
        if (!outside.isFinished(date)) {
            throw new Violation("finish returned, but " + date + " is not finished");
        }
        day.requireAllowed(outside.records(day, "finish"), day.count(), "finish");
        maybeCheckWorst("finished");
    }

    private void finishOnce(LocalDate date) throws IOException {
        int refusals = attempts.refusals();
        boolean wasFinished = outside.isFinished(date);
        try {
            opening.writer().finish(date);
        } catch (IOException e) {
            notes.foreign(refusals);
            notes.shown();
            if (!wasFinished && outside.isFinished(date) && attempts.refusals() == refusals + 1) {
                throw new Violation("finish was refused, but " + date + " is finished", e);
            }
            throw e;
        }
    }

    /** Deletes a day, as often as it takes. */
    void delete(LocalDate date) {
        DayTruth day = day(date);
        day.deleteBegun = true;
        attempts.must("delete " + date, () -> opening.writer().delete(date));
        if (outside.exists(date)) {
            throw new Violation("delete returned, but " + date + " is there");
        }
        followers.deleted(day);
        producers.gone(date);
        day.forget();
        opening.forgetLength(date);
        maybeCheckWorst("deleted");
    }

    /** Closes the writer, which is closed even if that is refused. */
    void close() throws IOException {
        DayTruth was = open();
        if (was != null) {
            was.committing();
        }
        notes.ask();
        boolean closed = attempts.attempt("close", () -> opening.writer().close());
        if (was != null && closed) {
            notes.committed();
        } else {
            notes.shown();
        }
        notes.close();
        opening.forgetWriter();
        followers.closeInside();
        if (closed && policy.kind() != FsyncPolicy.Kind.NEVER && was != null) {
            was.sureAfterPowerCut(was.count());
            maybeCheckWorst("closed");
        }
    }

    /** Lets the helper thread run. */
    void runBackground(Duration passed) {
        int refusals = attempts.refusals();
        attempts.attempt("background", () -> opening.background().advance(passed));
        notes.ranBackground(refusals);
    }

    void follow() {
        followers.follow();
    }

    /** A record that was not there before. */
    Sent nextRecord() {
        serial++;
        return Sent.random(random, serial, sizes);
    }

    /** All that is there, and records more: nothing is left of the faults. */
    void requireUsable() throws IOException {
        attempts.endFaults();
        if (!hasWriter()) {
            opening.recover();
        }
        for (DayTruth day : List.copyOf(days.values())) {
            if (day.finished || day.damaged) {
                continue;
            }
            if (open() != null && open().waiting() > 0) {
                // Refused only if another program's records came between, and then nothing waits any more.
                commit();
            }
            opening.openDay(day.day);
            if (!append(2) || !commit()) {
                throw new Violation("refused after the faults");
            }
        }
        followers.follow();
        close();
    }

    /** Now and then: it costs as much as all the rest. */
    void maybeCheckWorst(String when) {
        if (!whatIf && random.nextInt(8) == 0) {
            checkWorst(when);
        }
    }

    /** Requires that all that is sure survives if the power is cut now. */
    void checkWorst(String when) {
        try {
            afterWorstCut().opening.recover();
            CountedFaults.trace("it was not");
        } catch (Violation | IOException e) {
            throw attempts.violated(new Violation(when + ", then a power cut: " + e.getMessage(), e));
        }
    }

    DayTruth day(LocalDate date) {
        return days.computeIfAbsent(date, DayTruth::new);
    }

    Map<LocalDate, DayTruth> days() {
        return days;
    }

    Opening opening() {
        return opening;
    }

    Followers followers() {
        return followers;
    }

    Notes notes() {
        return notes;
    }

    ProducersTruth producers() {
        return producers;
    }

    Watch watch() {
        return watch;
    }

    HandBackground background() {
        return opening.background();
    }

    Attempts attempts() {
        return attempts;
    }

    /** The day that is open, or null. */
    DayTruth open() {
        return notes.day();
    }

    DayLog openLog() {
        return notes.log();
    }

    FileLogStore store() {
        return opening.store();
    }

    boolean hasWriter() {
        return opening.writer() != null;
    }

    boolean isRecovering() {
        return opening.isRecovering();
    }

    FaultyDisk disk() {
        return disk;
    }

    /** The files as another process sees them. */
    Outside outside() {
        return outside;
    }
}
