package io.remotelog.storage.filelog;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.DayDamagedException;
import io.remotelog.api.DayLog;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.StoreFullException;
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

    /** After so many refusals of the same thing the disk is mended, and it has to succeed. */
    private static final int MAX_REFUSALS = 4;

    final FsyncPolicy policy;
    final Sizes sizes;
    final Random random;
    private final Plant plant;
    private final Map<LocalDate, DayTruth> days = new TreeMap<>();
    private final Set<LocalDate> settled = new HashSet<>();
    private final Map<LocalDate, Long> lengthsBefore = new HashMap<>();
    private final Watch watch;
    private final Followers followers;

    private FaultyDisk disk;
    private FaultyDisk outside;
    private CountedFaults faults;
    private FileLogStore store;
    private LogWriter writer;
    private HandBackground background;
    private DayTruth open;
    private DayLog openLog;
    private Lineage lineage;
    private boolean whatIf;
    private boolean recovering;
    private Violation violation;
    private int serial;

    /** Something that the store may refuse. */
    interface Action {
        void run() throws IOException;
    }

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
        faults = new CountedFaults(next);
        begin(new FaultyDisk(new Random(random.nextLong()), faults));
        outside = disk.beside(Faults.NONE);
    }

    /** Ends the process, if it has not ended, and begins the next one. */
    void kill(Faults next) {
        CountedFaults.trace("kill");
        faults = new CountedFaults(next);
        begin(disk.afterKill(faults));
        days.values().forEach(day -> day.ended(false));
    }

    /** Cuts the power, and begins a process on what is left. */
    void cutPower(Luck luck, Faults next) {
        CountedFaults.trace(luck.isNone() ? "worst power cut" : "power cut");
        faults = new CountedFaults(next);
        FaultyDisk left = disk.afterPowerCut(luck, new Random(random.nextLong()), faults);
        disk.end();
        outside.end();
        followers.closeOutside();
        begin(left);
        outside = disk.beside(Faults.NONE);
        days.values().forEach(day -> day.ended(true));
    }

    private void begin(FaultyDisk next) {
        followers.closeInside();
        disk = next;
        if (!whatIf) {
            disk.observe(operation -> watch.look());
        }
        store = null;
        writer = null;
        background = null;
        open = null;
        openLog = null;
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
        other.faults = new CountedFaults(Faults.NONE);
        other.begin(disk.afterPowerCut(Luck.none(), new Random(1), other.faults));
        other.outside = other.disk.beside(Faults.NONE);
        return other;
    }

    /** Takes the store for writing. */
    void takeWriter() {
        recovering = true;
        // A refused commit that could not be taken back can be there again, as after a crash.
        settled.clear();
        must("writer", () -> {
            if (store != null) {
                store.close();
            }
            background = new HandBackground();
            store = new FileLogStore(plant.on(disk, this), ROOT, policy, sizes, () -> background);
            writer = store.writer(ZoneOffset.UTC);
        });
        Optional<Lineage> now = read("lineage", () -> store.lineage());
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
            lengthsBefore.put(day.day, lengths(day.day));
        }
        takeWriter();
    }

    /** Opens a day that was not looked at since the process began, unless it is gone or finished: that is held against the truth. */
    void settle(LocalDate date) throws IOException {
        DayTruth day = day(date);
        DayFolder folder = folder(date);
        if (day.damaged) {
            return;
        }
        if (folder.exists() && !folder.isFinished()) {
            if (day.finishReturned) {
                throw new Violation(date + " is not finished any more");
            }
            day.finished = false;
            day.deleteBegun = false;
            openDay(date);
            return;
        }
        if (folder.exists() && !day.finishBegun) {
            throw new Violation(date + " is finished, and nobody asked for that");
        }
        if (!folder.exists() && day.deleteBegun) {
            followers.forget(date);
            day.forget();
        }
        if (folder.exists()) {
            // Whoever sees that it is finished takes what is there for all.
            day.finished = true;
            day.requireAllowed(records(date, "finished"), day.count(), "finished");
        }
        day.found(records(date, "after the end"), "after the end");
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
        int refusals = faults.refusals();
        try {
            must("open " + date, () -> report[0] = writer.open(date));
        } finally {
            recovering = false;
        }
        // With the first day that a writer opens begins its epoch.
        lineage = read("lineage", () -> store.lineage()).orElseThrow();
        List<Sent> records = records(date, "open");
        day.found(records, "open");
        if (report[0].count() != records.size()) {
            throw new Violation("open tells of " + report[0].count() + " records, want " + records.size());
        }
        // An attempt that was refused may have cut it off.
        if (refusals == faults.refusals() && lengths(date) < before && report[0].isClean()) {
            throw new Violation(
                    date + " was cut from " + before + " to " + lengths(date) + " bytes, and the report is clean");
        }
        lengthsBefore.remove(date);
        settled.add(date);
        openLog = read("find", () -> store.find(date)).orElseThrow();
        open = day;
        noteDurable();
        watch.begin(records.size());
        if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
            day.sureAfterPowerCut(records.size());
            maybeCheckWorst("recovered");
        }
    }

    /** Appends records, which wait for a commit; false if one was refused, and with it all that waited. */
    boolean append(int records) {
        for (int i = 0; i < records; i++) {
            Sent record = Sent.random(random, ++serial, sizes);
            if (!attempt("append", () -> record.appendTo(writer))) {
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
        if (!attempt("commit", () -> ids[0] = writer.commit())) {
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
        if (open != null) {
            open.committing();
        }
        boolean wasOpen = day == open;
        boolean wasFinished = day.finished;
        must("finish " + date, () -> {
            int refusals = faults.refusals();
            try {
                writer.finish(date);
            } catch (IOException e) {
                noteShown();
                if (!wasFinished && folder(date).isFinished() && faults.refusals() == refusals + 1) {
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
            day.found(records(date, "finish"), "finish");
        }
        day.finished = true;
        day.finishReturned = true;
        if (!folder(date).isFinished()) {
            throw new Violation("finish returned, but " + date + " is not finished");
        }
        day.requireAllowed(records(date, "finish"), day.count(), "finish");
        maybeCheckWorst("finished");
    }

    /** Deletes a day, as often as it takes. */
    void delete(LocalDate date) {
        DayTruth day = day(date);
        day.deleteBegun = true;
        must("delete " + date, () -> writer.delete(date));
        if (folder(date).exists()) {
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
        boolean closed = attempt("close", () -> writer.close());
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
        attempt("background", () -> background.advance(passed));
        noteDurable();
    }

    /** Has a Go program append to a day, which can be the open one. */
    boolean appendAsGo(LocalDate date) throws IOException {
        DayTruth day = day(date);
        DayFolder folder = folder(date);
        // Go takes what is there for records: whatever is no whole one would be its own fault.
        if (!settled.contains(date) || !folder.exists() || day.finished || day.damaged || !isClean(day)) {
            return false;
        }
        List<Sent> records = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            records.add(Sent.random(random, ++serial, sizes));
        }
        CountedFaults.trace("go appends " + records.size() + " records to " + date);
        GoProgram.append(folder, records);
        day.wroteForeign(records);
        if (day == open) {
            watch.begin(day.count());
            // It is looked for now and then.
            background.pass(Duration.ofMillis(1));
        }
        return true;
    }

    void follow() {
        followers.follow();
    }

    /** All that is there, and one record more: nothing is left of the faults. */
    void requireUsable() throws IOException {
        faults.end();
        if (writer == null) {
            recover();
        }
        for (DayTruth day : List.copyOf(days.values())) {
            if (day.finished || day.damaged) {
                continue;
            }
            if (open != null && open.waiting() > 0) {
                must("commit", () -> {
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

    /** Does it until it is not refused; the disk is mended after some refusals. */
    void must(String what, Action action) {
        for (int i = 0; !attempt(what, action); i++) {
            if (i == MAX_REFUSALS) {
                faults.end();
            }
            if (i > MAX_REFUSALS + 2) {
                throw new Violation(what + " is refused again and again");
            }
        }
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private <T> T read(String what, Question<T> question) {
        List<T> answer = new ArrayList<>();
        must(what, () -> answer.add(question.ask()));
        return answer.get(0);
    }

    /** Does something, and tells whether it was not refused. */
    boolean attempt(String what, Action action) {
        int refusals = faults.refusals();
        int full = faults.full();
        CountedFaults.trace(what);
        try {
            action.run();
            requireUp();
            return true;
        } catch (IOException e) {
            CountedFaults.trace("refused: " + e);
            requireUp();
            if (e instanceof DayDamagedException) {
                throw new Violation(what + ": nothing was damaged", e);
            }
            boolean foreign = open != null && open.isForeignUnnoticed();
            if (faults.refusals() == refusals && !foreign) {
                throw new Violation(what + " was refused without a fault; the last one was " + faults.last(), e);
            }
            if (faults.refusals() > refusals
                    && faults.refusals() - refusals == faults.full() - full
                    && !(e instanceof StoreFullException)
                    && !foreign
                    && (what.equals("append") || what.equals("commit"))) {
                throw new Violation(what + ": the disk is full, and the error does not say so", e);
            }
            if (foreign && faults.refusals() == refusals) {
                noteForeign();
            }
            return false;
        } catch (Crash crash) {
            requireNoViolation();
            throw crash;
        } catch (RuntimeException | Error e) {
            requireNoViolation();
            requireUp();
            throw e instanceof Violation broken
                    ? broken
                    : new Violation(what + " threw; the last fault was " + faults.last(), e);
        }
    }

    private void requireUp() {
        requireNoViolation();
        if (disk.isDown()) {
            throw new Crash("the store went on after a crash");
        }
    }

    private void requireNoViolation() {
        if (violation != null) {
            throw violation;
        }
    }

    /** Keeps it, should the store catch what is thrown. */
    Violation violated(Violation broken) {
        if (violation == null) {
            violation = broken;
        }
        return violation;
    }

    private void noteCommitted() {
        open.committed();
        if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
            open.sureAfterPowerCut(open.count());
        }
        noteDurable();
    }

    /** The store said that another program wrote: from now on it answers for those records, too. */
    private void noteForeign() {
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
        long shown = Layout.entries(RawDay.length(outside, folder(open.day).index()));
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
        long durable = read("durable", () -> openLog.durable());
        open.sureAfterPowerCut(durable);
    }

    private void requireCountAtMost(long most) {
        long count = read("count", () -> openLog.count());
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
            throw violated(new Violation(when + ", then a power cut: " + e.getMessage(), e));
        }
    }

    DayTruth day(LocalDate date) {
        return days.computeIfAbsent(date, DayTruth::new);
    }

    Map<LocalDate, DayTruth> days() {
        return days;
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

    /** The disk as another process sees it, without faults. */
    FaultyDisk outside() {
        return outside;
    }

    DayFolder folder(LocalDate date) {
        return DayFolder.of(outside, ROOT, date);
    }

    List<Sent> records(LocalDate date, String when) throws IOException {
        return RawDay.read(folder(date), day(date).foreign, when).records();
    }

    /** Whether the files hold nothing behind the records, but for some that wait: no refused ones that could not be cut off. */
    private boolean isClean(DayTruth day) throws IOException {
        if (day.waiting() == 0) {
            try {
                return records(day.day, "before go").size() == day.count();
            } catch (Violation leftovers) {
                return false;
            }
        }
        return RawDay.length(outside, folder(day.day).index()) == Layout.entryOffset(day.count());
    }

    private long lengths(LocalDate date) throws IOException {
        return RawDay.length(outside, folder(date).index())
                + RawDay.length(outside, folder(date).data(0));
    }
}
