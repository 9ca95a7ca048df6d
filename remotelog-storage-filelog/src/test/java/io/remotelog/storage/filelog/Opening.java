package io.remotelog.storage.filelog;

import io.remotelog.api.DayDamagedException;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes the store of a play for writing, opens its days, and holds what is found against the truth. One thread. */
final class Opening {
    private final Play play;
    private final Plant plant;

    /** The days that were looked at since the process began. */
    private final Set<LocalDate> settled = new HashSet<>();

    /** How long the files of a day were when the process began. */
    private final Map<LocalDate, Long> lengthsBefore = new HashMap<>();

    private FileLogStore store;
    private LogWriter writer;
    private HandBackground background;
    private Lineage lineage;
    private boolean recovering;

    Opening(Play play, Plant plant) {
        this.play = play;
        this.plant = plant;
    }

    /** Another process begins. */
    void begin() {
        store = null;
        writer = null;
        background = null;
        settled.clear();
        lengthsBefore.clear();
    }

    /** Goes on from what another one knows. */
    void know(Opening other) {
        lineage = other.lineage;
    }

    Plant plant() {
        return plant;
    }

    FileLogStore store() {
        return store;
    }

    /** The writer, or null. */
    LogWriter writer() {
        return writer;
    }

    /** The writer was closed. */
    void forgetWriter() {
        writer = null;
    }

    HandBackground background() {
        return background;
    }

    boolean isRecovering() {
        return recovering;
    }

    /** Notes that a day was looked at, in another way than by opening it; false if it was before. */
    boolean addSettled(LocalDate date) {
        return settled.add(date);
    }

    /** What is cut off from now on was no loss. */
    void forgetLength(LocalDate date) {
        lengthsBefore.remove(date);
    }

    /** Takes the store for writing. */
    void takeWriter() {
        recovering = true;
        // A refused commit that could not be taken back can be there again, as after a crash.
        settled.clear();
        attempts().must("writer", () -> {
            if (store != null) {
                store.close();
            }
            background = new HandBackground();
            Disk planted = plant.on(play.disk(), play);
            store = new FileLogStore(planted, Play.ROOT, play.policy, play.sizes, () -> background);
            writer = store.writer(ZoneOffset.UTC);
        });
        Optional<Lineage> now = attempts().ask("lineage", () -> store.lineage());
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
        for (LocalDate day : List.copyOf(play.days().keySet())) {
            settle(day);
        }
    }

    /** Takes the store, and leaves the days for {@link #settle}. */
    void takeWriterAfterCrash() throws IOException {
        for (DayTruth day : play.days().values()) {
            lengthsBefore.put(day.day, play.outside().bytes(day.day));
        }
        takeWriter();
    }

    /** Opens a day that was not looked at since the process began, unless it is gone or finished: that is held against the truth. */
    void settle(LocalDate date) throws IOException {
        DayTruth day = play.day(date);
        if (day.damaged) {
            return;
        }
        if (play.outside().exists(date) && !play.outside().isFinished(date)) {
            if (day.finishReturned) {
                throw new Violation(date + " is not finished any more");
            }
            day.finished = false;
            day.deleteBegun = false;
            openDay(date);
            return;
        }
        if (play.outside().exists(date) && !day.finishBegun) {
            throw new Violation(date + " is finished, and nobody asked for that");
        }
        if (!play.outside().exists(date) && day.deleteBegun) {
            play.followers().forget(date);
            play.producers().gone(date);
            day.forget();
        }
        if (play.outside().exists(date)) {
            // Whoever sees that it is finished takes what is there for all.
            day.finished = true;
            day.requireAllowed(play.outside().records(day, "finished"), day.finishCovers ? day.count() : 0, "finished");
        }
        day.found(play.outside().records(day, "after the end"), "after the end", true);
        settled.add(date);
    }

    boolean isSettled(LocalDate date) {
        return settled.contains(date);
    }

    void openDay(LocalDate date) throws IOException {
        play.notes().close();
        DayTruth day = play.day(date);
        // Within a process, what is cut is what was refused: nobody is told of that again.
        long before = lengthsBefore.getOrDefault(date, 0L);
        RecoveryReport[] report = new RecoveryReport[1];
        recovering = true;
        int refusals = attempts().refusals();
        try {
            attempts().must("open " + date, () -> report[0] = openUnlessDamaged(day), () -> day.damaged);
        } finally {
            recovering = false;
            play.notes().ask();
        }
        if (day.damaged) {
            return;
        }
        // With the first day that a writer opens begins its epoch.
        lineage = attempts().ask("lineage", () -> store.lineage()).orElseThrow();
        List<Sent> records = play.outside().records(day, "open");
        day.found(records, "open", !settled.contains(date));
        if (report[0].count() != records.size()) {
            throw new Violation("open tells of " + report[0].count() + " records, want " + records.size());
        }
        // An attempt that was refused may have cut it off.
        if (refusals == attempts().refusals() && play.outside().bytes(date) < before && report[0].isClean()) {
            throw new Violation(date + " was cut from " + before + " to "
                    + play.outside().bytes(date) + " bytes, and the report is clean");
        }
        lengthsBefore.remove(date);
        settled.add(date);
        play.notes().open(day, attempts().ask("find", () -> store.find(date)).orElseThrow());
        play.notes().durable();
        play.watch().begin(records.size());
        play.producers().require(day, "open");
        if (play.policy.kind() == FsyncPolicy.Kind.COMMIT) {
            day.sureAfterPowerCut(records.size());
            play.maybeCheckWorst("recovered");
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
            play.notes().excuse();
            throw e;
        }
    }

    private Attempts attempts() {
        return play.attempts();
    }
}
