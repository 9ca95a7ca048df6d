package io.remotelog.storage.filelog;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.DayDamagedException;
import io.remotelog.api.DayLog;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A store on a {@link FaultyDisk}, whoever appends to it and reads it, and their memory of what was promised. One thread.
 *
 * <p>Each method does one thing to the store, and holds what comes of it against the promises: a {@link Violation} if one is
 * broken. A refusal is all right if an operation of the disk was refused meanwhile; a {@link Crash} ends the method, and
 * {@link #kill} or {@link #cutPower} and {@link #recover} come next.
 */
final class Play {
    static final Path ROOT = Path.of("/log");
    static final Duration INTERVAL = Duration.ofMillis(10);

    final FsyncPolicy policy;
    final Sizes sizes;
    final Random random;
    private final Plant plant;
    private final Map<LocalDate, DayTruth> days = new TreeMap<>();
    private final Set<LocalDate> settled = new HashSet<>();
    private final Map<LocalDate, Long> lengthsBefore = new HashMap<>();
    private final Attempts attempts = new Attempts(this::isExcused);
    private final Watch watch;
    private final Followers followers;

    private FaultyDisk disk;
    private Outside outside;
    private FileLogStore store;
    private LogWriter writer;
    private HandBackground background;
    private DayTruth open;
    private DayLog openLog;
    private Lineage lineage;
    private boolean whatIf;
    private boolean recovering;
    private boolean evicted;
    private boolean excused;
    private int serial;

    Play(FsyncPolicy policy, Sizes sizes, Random random, Plant plant) {
        this.policy = policy;
        this.sizes = sizes;
        this.random = random;
        this.plant = plant;
        watch = new Watch(this);
        followers = new Followers(this);
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
    }

    private void begin(FaultyDisk next, CountedFaults faults) {
        followers.closeInside();
        disk = next;
        attempts.begin(next, faults);
        if (!whatIf) {
            disk.observe(watch::look);
        }
        store = null;
        writer = null;
        background = null;
        open = null;
        openLog = null;
        evicted = false;
        settled.clear();
        lengthsBefore.clear();
    }

    /** This play as it would go on if the power was cut now, and nothing survived that was not forced. */
    Play afterWorstCut() {
        CountedFaults.trace("what if the power is cut here");
        Play other = new Play(policy, sizes, new Random(1), plant);
        other.whatIf = true;
        other.lineage = lineage;
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

    /** Takes the store for writing. */
    void takeWriter() {
        recovering = true;
        // A refused commit that could not be taken back can be there again, as after a crash.
        settled.clear();
        attempts.must("writer", () -> {
            if (store != null) {
                store.close();
            }
            background = new HandBackground();
            store = new FileLogStore(plant.on(disk, this), ROOT, policy, sizes, () -> background);
            writer = store.writer(ZoneOffset.UTC);
        });
        Optional<Lineage> now = attempts.ask("lineage", () -> store.lineage());
        if (now.isEmpty() || (lineage != null && !goesOn(lineage, now.get()))) {
            throw new Violation("the lineage is " + now + ", want " + lineage);
        }
        if (lineage == null) {
            lineage = new Lineage(now.get().logId(), now.get().zone());
        }
        recovering = false;
    }

    /** Whether it is the same log, with no epoch lost. */
    private static boolean goesOn(Lineage before, Lineage now) {
        return now.logId().equals(before.logId())
                && now.zone().equals(before.zone())
                && now.epochs().size() >= before.epochs().size()
                && now.epochs().subList(0, before.epochs().size()).equals(before.epochs());
    }

    /** Takes the store, and looks at all days. */
    void recover() throws IOException {
        takeWriterAfterCrash();
        for (LocalDate day : List.copyOf(days.keySet())) {
            settle(day);
        }
    }

    /** Takes the store, and leaves the days for {@link #settle}. */
    void takeWriterAfterCrash() throws IOException {
        for (DayTruth day : days.values()) {
            lengthsBefore.put(day.day, outside.bytes(day.day));
        }
        takeWriter();
    }

    /** Opens a day that was not looked at since the process began, unless it is gone or finished: that is held against the truth. */
    void settle(LocalDate date) throws IOException {
        DayTruth day = day(date);
        if (day.damaged) {
            return;
        }
        if (outside.exists(date) && !outside.isFinished(date)) {
            if (day.finishReturned) {
                throw new Violation(date + " is not finished any more");
            }
            day.finished = false;
            day.deleteBegun = false;
            openDay(date);
            return;
        }
        if (outside.exists(date) && !day.finishBegun) {
            throw new Violation(date + " is finished, and nobody asked for that");
        }
        if (!outside.exists(date) && day.deleteBegun) {
            followers.forget(date);
            day.forget();
        }
        if (outside.exists(date)) {
            // Whoever sees that it is finished takes what is there for all.
            day.finished = true;
            day.requireAllowed(outside.records(day, "finished"), day.finishCovers ? day.count() : 0, "finished");
        }
        day.found(outside.records(day, "after the end"), "after the end", true);
        settled.add(date);
    }

    boolean isSettled(LocalDate date) {
        return settled.contains(date);
    }

    void openDay(LocalDate date) throws IOException {
        open = null;
        DayTruth day = day(date);
        // Within a process, what is cut is what was refused: nobody is told of that again.
        long before = lengthsBefore.getOrDefault(date, 0L);
        RecoveryReport[] report = new RecoveryReport[1];
        recovering = true;
        int refusals = attempts.refusals();
        try {
            attempts.must("open " + date, () -> report[0] = openUnlessDamaged(day), () -> day.damaged);
        } finally {
            recovering = false;
            excused = false;
        }
        if (day.damaged) {
            return;
        }
        // With the first day that a writer opens begins its epoch.
        lineage = attempts.ask("lineage", () -> store.lineage()).orElseThrow();
        List<Sent> records = outside.records(day, "open");
        day.found(records, "open", !settled.contains(date));
        if (report[0].count() != records.size()) {
            throw new Violation("open tells of " + report[0].count() + " records, want " + records.size());
        }
        // An attempt that was refused may have cut it off.
        if (refusals == attempts.refusals() && outside.bytes(date) < before && report[0].isClean()) {
            throw new Violation(date + " was cut from " + before + " to " + outside.bytes(date)
                    + " bytes, and the report is clean");
        }
        lengthsBefore.remove(date);
        settled.add(date);
        openLog = attempts.ask("find", () -> store.find(date)).orElseThrow();
        open = day;
        noteDurable();
        watch.begin(records.size());
        if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
            day.sureAfterPowerCut(records.size());
            maybeCheckWorst("recovered");
        }
    }

    private RecoveryReport openUnlessDamaged(DayTruth day) throws IOException {
        try {
            return writer.open(day.day);
        } catch (DayDamagedException e) {
            if (!day.isHurt()) {
                throw new Violation(day.day + " is refused as damaged, and nobody took anything away", e);
            }
            if (day.canBeRebuilt()) {
                throw new Violation(day.day + ": what is missing can be derived", e);
            }
            day.damaged = true;
            excused = true;
            throw e;
        }
    }

    /** Appends records, which wait for a commit; false if one was refused, and with it all that waited. */
    boolean append(int records) {
        excused = false;
        for (int i = 0; i < records; i++) {
            Sent record = Sent.random(random, ++serial, sizes);
            int refusals = attempts.refusals();
            if (!attempts.attempt("append", () -> record.appendTo(writer))) {
                noteForeign(refusals);
                open.dropped();
                requireCountAtMost(open.count());
                return false;
            }
            open.appended(record);
        }
        return true;
    }

    boolean commit() {
        CommittedIds[] ids = new CommittedIds[1];
        int waiting = open.waiting();
        open.committing();
        int refusals = attempts.refusals();
        if (!attempts.attempt("commit", () -> ids[0] = writer.commit())) {
            noteForeign(refusals);
            open.dropped();
            requireCountAtMost(open.count());
            return false;
        }
        if (ids[0].size() != waiting || (waiting > 0 && ids[0].id(0) != open.count())) {
            throw new Violation("commit gave " + ids[0] + ", want " + waiting + " ids from " + open.count());
        }
        noteCommitted();
        return true;
    }

    /** Finishes a day, as often as it takes. */
    void finish(LocalDate date) throws IOException {
        DayTruth day = day(date);
        day.finishBegun = true;
        day.finishCovers = settled.contains(date);
        if (open != null) {
            open.committing();
        }
        boolean wasOpen = day == open;
        attempts.must("finish " + date, () -> {
            int refusals = attempts.refusals();
            boolean wasFinished = outside.isFinished(date);
            try {
                writer.finish(date);
            } catch (IOException e) {
                noteForeign(refusals);
                noteShown();
                if (!wasFinished && outside.isFinished(date) && attempts.refusals() == refusals + 1) {
                    throw new Violation("finish was refused, but " + date + " is finished", e);
                }
                throw e;
            }
        });
        if (open != null) {
            noteCommitted();
        }
        if (wasOpen) {
            open = null;
        }
        lengthsBefore.remove(date);
        if (settled.add(date)) {
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

    /** Deletes a day, as often as it takes. */
    void delete(LocalDate date) {
        DayTruth day = day(date);
        day.deleteBegun = true;
        attempts.must("delete " + date, () -> writer.delete(date));
        if (outside.exists(date)) {
            throw new Violation("delete returned, but " + date + " is there");
        }
        followers.deleted(day);
        day.forget();
        lengthsBefore.remove(date);
        maybeCheckWorst("deleted");
    }

    /** Closes the writer, which is closed even if that is refused. */
    void close() throws IOException {
        if (open != null) {
            open.committing();
        }
        DayTruth was = open;
        boolean closed = attempts.attempt("close", () -> writer.close());
        if (open != null) {
            if (closed) {
                noteCommitted();
            } else {
                noteShown();
            }
        }
        open = null;
        writer = null;
        followers.closeInside();
        if (closed && policy.kind() != FsyncPolicy.Kind.NEVER && was != null) {
            was.sureAfterPowerCut(was.count());
            maybeCheckWorst("closed");
        }
    }

    /** Lets the helper thread run. */
    void runBackground(Duration passed) {
        attempts.attempt("background", () -> background.advance(passed));
        noteDurable();
    }

    /** Has a Go program append to a day, which can be the open one. */
    boolean appendAsGo(LocalDate date) throws IOException {
        DayTruth day = day(date);
        // Go takes what is there for records: whatever is no whole one would be its own fault.
        if (!settled.contains(date)
                || !outside.exists(date)
                || outside.isFinished(date)
                || day.damaged
                || !outside.isClean(day)) {
            return false;
        }
        List<Sent> records = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            records.add(Sent.random(random, ++serial, sizes));
        }
        CountedFaults.trace("go appends " + records.size() + " records to " + date);
        GoProgram.append(outside.folder(date), records);
        day.wroteForeign(records);
        if (day == open) {
            watch.begin(day.count());
            // It is looked for now and then.
            background.pass(Duration.ofMillis(1));
        }
        return true;
    }

    /** Takes records away from a day, between two processes, that the store says are on the disk; false if there are none. */
    boolean damage(LocalDate date) throws IOException {
        DayTruth day = day(date);
        if (!outside.exists(date) || outside.isFinished(date) || day.foreign || day.isHurt()) {
            return false;
        }
        return outside.damage(day, random);
    }

    /** Has the system forget what it took for written. Until the store has written it again, it cannot be read. */
    void evict() throws IOException {
        // What another program wrote is nowhere else.
        if (open != null && policy.kind() == FsyncPolicy.Kind.COMMIT && !open.isForeignUnnoticed()) {
            evicted |= attempts.refusals() > 0;
            outside.evict(open.day);
        }
    }

    /** Without faults, what was committed is durable an interval later. */
    void requireCaughtUp() {
        if (open == null || policy.kind() != FsyncPolicy.Kind.INTERVAL || attempts.refusals() > 0) {
            return;
        }
        runBackground(INTERVAL);
        long durable = attempts.ask("durable", () -> openLog.durable());
        long count = attempts.ask("count", () -> openLog.count());
        if (attempts.refusals() == 0 && durable < count) {
            throw new Violation("an interval after the commit durable() is " + durable + ", want " + count);
        }
    }

    void follow() {
        followers.follow();
    }

    /** All that is there, and one record more: nothing is left of the faults. */
    void requireUsable() throws IOException {
        attempts.endFaults();
        if (writer == null) {
            recover();
        }
        for (DayTruth day : List.copyOf(days.values())) {
            if (day.finished || day.damaged) {
                continue;
            }
            if (open != null && open.waiting() > 0) {
                attempts.must("commit", () -> {
                    if (!commit()) {
                        throw new IOException("refused");
                    }
                });
            }
            openDay(day.day);
            if (!append(2) || !commit()) {
                throw new Violation("refused after the faults");
            }
        }
        followers.follow();
        close();
        if (open != null && open.count() == 0) {
            throw new Violation("nothing was appended");
        }
    }

    private void noteCommitted() {
        open.committed();
        if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
            open.sureAfterPowerCut(open.count());
        }
        noteDurable();
    }

    /** Whether the store may refuse something without a fault: what another program wrote, or what it cannot read back. */
    private boolean isExcused() {
        return evicted || excused || (open != null && open.isForeignUnnoticed());
    }

    /** If the store said that another program wrote, it answers for those records, too, from now on. */
    private void noteForeign(int refusalsBefore) {
        if (open == null || attempts.refusals() > refusalsBefore || !open.isForeignUnnoticed()) {
            return;
        }
        excused = true;
        open.noticed();
        if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
            open.sureAfterPowerCut(open.count());
        }
    }

    /** After a refusal: what readers can see counts as committed, all else as refused. */
    private void noteShown() throws IOException {
        if (open == null) {
            return;
        }
        long shown = outside.entries(open.day);
        if (open.waiting() > 0 && shown >= open.count() + open.waiting()) {
            noteCommitted();
        } else {
            open.dropped();
        }
    }

    private void noteDurable() {
        if (open == null || store.appender(open.day) == null || policy.kind() != FsyncPolicy.Kind.INTERVAL) {
            return;
        }
        long durable = attempts.ask("durable", () -> openLog.durable());
        open.sureAfterPowerCut(durable);
    }

    private void requireCountAtMost(long most) {
        long count = attempts.ask("count", () -> openLog.count());
        if (count > most) {
            throw new Violation("the commit was refused, and count() is " + count + ", want " + most + " or less");
        }
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
            afterWorstCut().recover();
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

    Attempts attempts() {
        return attempts;
    }

    DayTruth open() {
        return open;
    }

    DayLog openLog() {
        return openLog;
    }

    FileLogStore store() {
        return store;
    }

    boolean hasWriter() {
        return writer != null;
    }

    boolean isRecovering() {
        return recovering;
    }

    FaultyDisk disk() {
        return disk;
    }

    /** The files as another process sees them. */
    Outside outside() {
        return outside;
    }
}
