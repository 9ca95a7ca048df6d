package io.remotelog.storage.filelog;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What is done to the files of a store, and to the system's cache of them, by others than its writer. One thread. */
final class OtherPrograms {
    private final Play play;

    OtherPrograms(Play play) {
        this.play = play;
    }

    /** Has a Go program append to a day, which can be the open one; false if it cannot. */
    boolean appendAsGo(LocalDate date) throws IOException {
        DayTruth day = play.day(date);
        Outside outside = play.outside();
        // Go takes what is there for records: whatever is no whole one would be its own fault.
        if (!play.opening().isSettled(date)
                || !outside.exists(date)
                || outside.isFinished(date)
                || day.damaged
                || !outside.isClean(day)) {
            return false;
        }
        List<Sent> records = new ArrayList<>();
        for (int i = play.random.nextInt(3); i >= 0; i--) {
            records.add(play.nextRecord());
        }
        CountedFaults.trace("go appends " + records.size() + " records to " + date);
        GoProgram.append(outside.folder(date), records);
        day.wroteForeign(records);
        if (day == play.open()) {
            play.watch().begin(day.count());
            // It is looked for now and then.
            play.background().pass(Duration.ofMillis(1));
        }
        return true;
    }

    /** Takes records away from a day, between two processes, that the store says are on the disk; false if there are none. */
    boolean damage(LocalDate date) throws IOException {
        DayTruth day = play.day(date);
        if (!play.outside().exists(date) || play.outside().isFinished(date) || day.foreign || day.isHurt()) {
            return false;
        }
        if (!play.outside().damage(day, play.random)) {
            return false;
        }
        play.producers().gone(date);
        return true;
    }

    /** Has the system forget what it took for written. Until the store has written it again, it cannot be read. */
    void evict() throws IOException {
        DayTruth open = play.open();
        // What another program wrote is nowhere else.
        if (open != null && play.policy.kind() == FsyncPolicy.Kind.COMMIT && !open.isForeignUnnoticed()) {
            if (play.attempts().refusals() > 0) {
                play.notes().evicted();
            }
            play.outside().evict(open.day);
        }
    }
}
