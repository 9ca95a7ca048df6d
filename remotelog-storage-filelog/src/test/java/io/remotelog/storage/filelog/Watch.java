package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks at the open day after each change of the disk, as readers could at that instant: only whole records are shown, in
 * this process never before others can see them, and under {@code commit} only what survives a power cut. One thread.
 */
final class Watch {
    private final Play play;
    private long shown;
    private long counted;
    private long durable;

    Watch(Play play) {
        this.play = play;
    }

    /** The day is open, with so many records. */
    void begin(long records) {
        shown = records;
        counted = 0;
        durable = 0;
    }

    void look() {
        DayTruth day = play.open();
        if (day == null) {
            return;
        }
        try {
            look(day);
        } catch (Violation broken) {
            throw play.attempts().violated(broken);
        } catch (IOException e) {
            throw play.attempts().violated(new Violation("cannot look", e));
        }
    }

    private void look(DayTruth day) throws IOException {
        DayFolder folder = play.outside().folder(day.day);
        long before = seen();
        long entries = Layout.entries(RawDay.length(play.outside().disk(), folder.index()));
        if (entries > shown) {
            requireWhole(day, folder, entries);
        }
        shown = entries;
        if (play.store().appender(day.day) != null) {
            lookInside(day);
        }
        if (play.policy.kind() == FsyncPolicy.Kind.COMMIT && seen() > before) {
            requireSurvival(day, seen(), "shown");
        }
    }

    /** What somebody sees, in this process or in another one. */
    private long seen() {
        return Math.max(shown, counted);
    }

    private void lookInside(DayTruth day) throws IOException {
        long nowDurable = play.openLog().durable();
        long count = play.openLog().count();
        if (count < counted || nowDurable < durable || nowDurable > count) {
            throw new Violation(
                    "count() " + counted + " and durable() " + durable + ", then " + count + " and " + nowDurable);
        }
        if (count > shown) {
            throw new Violation("count() is " + count + ", but the index tells of " + shown);
        }
        boolean moved = nowDurable > durable;
        counted = count;
        durable = nowDurable;
        if (moved && play.policy.kind() == FsyncPolicy.Kind.INTERVAL) {
            requireSurvival(day, durable, "durable()");
        }
    }

    private void requireWhole(DayTruth day, DayFolder folder, long entries) throws IOException {
        ByteBuffer index = RawDay.bytes(folder.disk(), folder.index());
        ByteBuffer data = RawDay.bytes(folder.disk(), folder.data(0));
        for (long id = shown; id < entries; id++) {
            Sent record = RawDay.record(index, data, (int) id, "shown: " + day.day + " id " + id);
            if (!record.equals(day.coming((int) id))) {
                throw new Violation(
                        "shown: " + day.day + " id " + id + " is " + record + ", want " + day.coming((int) id));
            }
        }
    }

    private void requireSurvival(DayTruth day, long count, String what) throws IOException {
        if (play.random.nextInt(8) != 0) {
            return;
        }
        Play cut = play.afterWorstCut();
        cut.day(day.day).shown(day, (int) count);
        try {
            cut.opening().recover();
        } catch (Violation broken) {
            throw new Violation(
                    count + " records of " + day.day + " are " + what + ", then a power cut: " + broken.getMessage(),
                    broken);
        }
    }
}
