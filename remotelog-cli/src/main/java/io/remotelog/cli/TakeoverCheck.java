package io.remotelog.cli;

import io.remotelog.api.DayLog;
import io.remotelog.api.Days;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.RecoveryReport.Dropped;
import io.remotelog.api.StoreInUseException;
import io.remotelog.api.VerifyReport;
import java.io.IOException;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Prints, day by day, what would become of a store if a master or a replica began to write to it. One thread. */
final class TakeoverCheck {
    private final LogStore store;
    private final TakeoverPlan plan;
    private final PrintStream out;
    private final VerifyLines lines;
    private VerifyReport sum = VerifyReport.NONE;
    private int days;
    private int finished;
    private int made;
    private int cut;
    private long cutBytes;
    private int removed;
    private int inTheWay;

    TakeoverCheck(LogStore store, TakeoverPlan plan, PrintStream out, VerifyLines lines) {
        this.store = store;
        this.plan = plan;
        this.out = out;
        this.lines = lines;
    }

    /**
     * Looks at all days, and prints the sum. Changes nothing. To be called once.
     *
     * @return whether nothing is in the way
     * @throws StoreInUseException if the store has a writer that takes the lock
     */
    boolean run() throws IOException {
        VerifyReport ofNoDay = store.verify(lines);
        inTheWay += ofNoDay.isClean() ? 0 : 1;
        sum = sum.plus(ofNoDay);
        plan.refusal().ifPresent(why -> {
            inTheWay++;
            out.println("no master: " + why);
        });
        NavigableSet<LocalDate> all = new TreeSet<>(store.days());
        all.add(plan.mirrored());
        plan.current().ifPresent(all::add);
        for (LocalDate day : all) {
            Optional<DayLog> log = store.find(day);
            if (log.isEmpty()) {
                tellGoingOn(day, 0);
            } else {
                check(log.get());
            }
            lines.endOfDay();
        }
        out.println(summary());
        return inTheWay == 0;
    }

    private void check(DayLog day) throws IOException {
        days++;
        try {
            if (day.isFinished()) {
                checkFinished(day);
            } else {
                checkUnfinished(day);
            }
        } catch (StoreInUseException e) {
            throw e;
        } catch (IOException e) {
            inTheWay++;
            tell(day.day(), "refused", Failures.describe(e));
        }
    }

    private void checkFinished(DayLog day) throws IOException {
        if (verify(day, day.count()) > 0) {
            inTheWay++;
        }
        tellRemoval(day);
    }

    private void checkUnfinished(DayLog day) throws IOException {
        RecoveryReport opened;
        try {
            opened = store.previewOpen(day.day());
        } catch (StoreInUseException e) {
            throw e;
        } catch (IOException e) {
            verify(day, 0);
            throw e;
        }
        if (verify(day, opened.count()) > 0) {
            inTheWay++;
        }
        tellOpening(opened);
        if (plan.finished().contains(day.day())) {
            finished++;
            tell(day.day(), "finish", opened.count() + " records");
        }
        tellGoingOn(day.day(), opened.count());
        tellRemoval(day);
    }

    /** Returns how many faults there are of so many records. */
    private long verify(DayLog day, long records) throws IOException {
        FaultCount faults = new FaultCount(lines, records);
        sum = sum.plus(store.verify(day.day(), faults));
        return faults.ofRecords();
    }

    private void tellOpening(RecoveryReport opened) {
        for (Dropped dropped : opened.dropped()) {
            cut++;
            cutBytes += dropped.bytes();
            tell(opened.day(), "cut", dropped.toString());
        }
        for (String rebuilt : opened.rebuilt()) {
            made++;
            tell(opened.day(), "make", rebuilt);
        }
        if (opened.count() == 0 && !opened.isClean()) {
            // No crash leaves that, but for one at the first record; an index that somebody removed does.
            inTheWay++;
            tell(opened.day(), "lose", "all that is there would be cut: the index tells of no record that is whole");
        }
    }

    private void tellGoingOn(LocalDate day, long count) {
        if (plan.current().filter(day::equals).isPresent()) {
            tell(day, "append", "from id " + count + ", as a master");
        }
        if (plan.mirrored().equals(day)) {
            tell(day, "fetch", "from id " + count + ", as a replica");
        }
    }

    private void tellRemoval(DayLog day) throws IOException {
        boolean byMaster = plan.removedByMaster().contains(day.day());
        boolean byReplica = plan.removedByReplica().contains(day.day());
        if (byMaster || byReplica) {
            removed++;
            String by = byMaster && byReplica ? "" : byMaster ? ", as a master" : ", as a replica";
            tell(day.day(), "remove", day.count() + " records" + by);
        }
    }

    private void tell(LocalDate day, String action, String what) {
        out.println(Days.format(day) + " " + action + ": " + what);
    }

    private String summary() {
        return "checked " + days + " days, " + sum.records() + " records: " + finished + " to finish, " + made
                + " to make, " + cut + " to cut (" + cutBytes + " bytes), " + removed + " to remove, "
                + (sum.isClean() ? "no" : sum.faults()) + " faults; "
                + (inTheWay == 0 ? "nothing is" : inTheWay + (inTheWay == 1 ? " thing is" : " things are"))
                + " in the way";
    }
}
