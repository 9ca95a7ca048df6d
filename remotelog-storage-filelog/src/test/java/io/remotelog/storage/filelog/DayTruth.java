package io.remotelog.storage.filelog;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a day may hold, and what it must: the memory of whoever appended, outside the store. One thread.
 *
 * <p>The rule. A record is <em>kept</em> once its commit returned, once a recovery told of it, or once a program that knows no
 * lock put it into the index. After a crash the day holds a prefix of the kept records, with all of those that are sure: under
 * {@code commit} all, under {@code interval} those below the last {@code durable()} that was seen, under {@code never} none; after
 * the end of the process alone, with the machine running on, all under each policy; and all of a day that is finished. If it holds
 * all kept records, then a prefix of <em>one</em> batch may follow whose commit was refused, or was under way, after the last kept
 * record; whatever is found so is kept from then on. Records that were never handed to a commit, and those of an older refused
 * batch, may not be there.
 */
final class DayTruth {
    final LocalDate day;
    private final List<Sent> kept = new ArrayList<>();
    private final List<List<Sent>> refused = new ArrayList<>();
    private List<Sent> waiting = new ArrayList<>();
    private int sureAfterPowerCut;
    private int sureAfterKill;

    /** Whether a finish was begun, was seen to be done, and returned. */
    boolean finishBegun;

    /** Whether it was known when the finish began that all kept records are there. */
    boolean finishCovers;

    boolean finished;
    boolean finishReturned;
    boolean deleteBegun;

    /** The ids of records that another program wrote. */
    private final BitSet byOthers = new BitSet();

    /** How many of the last records another program wrote, of which the store has said nothing yet. */
    private int unnoticed;

    /** Whether another program wrote, so that there may be gaps in the data file. */
    boolean foreign;

    /** Whether it was refused because of a loss that the test made. */
    boolean damaged;

    private boolean hurt;
    private boolean canBeRebuilt;

    DayTruth(LocalDate day) {
        this.day = day;
    }

    /** The day as it is now, to hold another outcome against. */
    DayTruth copy() {
        DayTruth copy = new DayTruth(day);
        copy.kept.addAll(kept);
        copy.refused.addAll(refused);
        copy.waiting.addAll(waiting);
        copy.sureAfterKill = sureAfterKill;
        copy.sureAfterPowerCut = sureAfterPowerCut;
        copy.unnoticed = unnoticed;
        copy.byOthers.or(byOthers);
        copy.finished = finished;
        copy.finishReturned = finishReturned;
        copy.finishBegun = finishBegun;
        copy.finishCovers = finishCovers;
        copy.deleteBegun = deleteBegun;
        copy.foreign = foreign;
        copy.damaged = damaged;
        copy.hurt = hurt;
        copy.canBeRebuilt = canBeRebuilt;
        return copy;
    }

    int count() {
        return kept.size();
    }

    int waiting() {
        return waiting.size();
    }

    Sent kept(int id) {
        return kept.get(id);
    }

    /** The kept record of an id, or the one that would get it. */
    Sent coming(int id) {
        if (id < kept.size()) {
            return kept.get(id);
        }
        int at = id - kept.size();
        return at < waiting.size() ? waiting.get(at) : null;
    }

    void appended(Sent record) {
        waiting.add(record);
    }

    /** What waits is given to a commit: it may be on the disk from now on. */
    void committing() {
        if (!waiting.isEmpty()) {
            refused.add(List.copyOf(waiting));
        }
    }

    void committed() {
        if (waiting.isEmpty()) {
            // The store need not have looked.
            return;
        }
        kept.addAll(waiting);
        waiting = new ArrayList<>();
        refused.clear();
        sureAfterKill = kept.size();
        unnoticed = 0;
    }

    /** Those that waited were refused. */
    void dropped() {
        waiting = new ArrayList<>();
    }

    void wroteForeign(List<Sent> records) {
        byOthers.set(kept.size(), kept.size() + records.size());
        kept.addAll(records);
        unnoticed += records.size();
        foreign = true;
        sureAfterKill = kept.size();
    }

    /** Records of a commit that is under way in another play can be seen already, so they are to survive. */
    void shown(DayTruth there, int count) {
        for (int id = kept.size(); id < count; id++) {
            kept.add(there.coming(id));
        }
        int shown = count - there.kept.size();
        if (shown > 0 && shown < there.waiting.size()) {
            refused.add(there.waiting.subList(shown, there.waiting.size()));
        }
        sureAfterKill = Math.max(sureAfterKill, count);
    }

    /** Bytes of durable records were taken away: all of them are to come back, or else the day is not to open. */
    void hurt(boolean rebuildable) {
        hurt = true;
        canBeRebuilt = rebuildable;
    }

    boolean isHurt() {
        return hurt;
    }

    /** Whether only such things are missing as the others tell of. */
    boolean canBeRebuilt() {
        return canBeRebuilt;
    }

    boolean isForeignUnnoticed() {
        return unnoticed > 0;
    }

    void noticed() {
        unnoticed = 0;
    }

    /** So many records survive a power cut from now on. */
    void sureAfterPowerCut(long count) {
        sureAfterPowerCut = Math.max(sureAfterPowerCut, (int) Math.min(count, kept.size() - unnoticed));
    }

    int sure(boolean powerCut) {
        return finished ? kept.size() : powerCut ? sureAfterPowerCut : sureAfterKill;
    }

    /** The process has ended, and perhaps the machine. */
    void ended(boolean powerCut) {
        waiting = new ArrayList<>();
        sureAfterKill = sure(powerCut);
    }

    /**
     * Holds what was found against what was promised, and goes on from there.
     *
     * @param recovered whether the writer began anew; one that goes on can still die with a refused batch in its journal
     */
    void found(List<Sent> records, String when, boolean recovered) {
        requireAllowed(records, sureAfterKill, when);
        if (recovered || records.size() > kept.size()) {
            refused.clear();
        }
        kept.clear();
        kept.addAll(records);
        unnoticed = 0;
        if (byOthers.length() > kept.size()) {
            byOthers.clear(kept.size(), byOthers.length());
        }
        hurt = false;
        sureAfterKill = kept.size();
        sureAfterPowerCut = Math.min(sureAfterPowerCut, kept.size());
    }

    /** The day is gone. */
    void forget() {
        kept.clear();
        refused.clear();
        byOthers.clear();
        waiting = new ArrayList<>();
        unnoticed = 0;
        sureAfterKill = 0;
        sureAfterPowerCut = 0;
        finished = false;
        finishReturned = false;
        finishBegun = false;
        deleteBegun = false;
        foreign = false;
        damaged = false;
        hurt = false;
    }

    void requireAllowed(List<Sent> records, int least, String when) {
        if (records.size() < least) {
            throw new Violation(when + ": " + day + " holds " + records.size() + " records, want " + least
                    + " or more of " + kept.size());
        }
        int common = Math.min(records.size(), kept.size());
        for (int id = 0; id < common; id++) {
            if (records.get(id).equals(kept.get(id))) {
                continue;
            }
            boolean promised = id < least || !byOthers.get(id);
            if (!promised && isUnderWay(records.subList(id, records.size()))) {
                return;
            }
            // What another program wrote without a checksum can come back torn from a power cut.
            if (promised) {
                throw new Violation(
                        when + ": " + day + " id " + id + " is " + records.get(id) + ", want " + kept.get(id));
            }
        }
        List<Sent> more = records.subList(common, records.size());
        if (!more.isEmpty() && !isUnderWay(more)) {
            throw new Violation(when + ": " + day + " goes on behind its " + kept.size() + " records with " + more
                    + ", which is no batch under way: " + refused);
        }
    }

    private boolean isUnderWay(List<Sent> records) {
        return refused.stream().anyMatch(batch -> begins(batch, records));
    }

    private static boolean begins(List<Sent> batch, List<Sent> with) {
        return with.size() <= batch.size() && batch.subList(0, with.size()).equals(with);
    }

    @Override
    public String toString() {
        return day + " kept " + kept.size() + " sure " + sureAfterKill + "/" + sureAfterPowerCut + " refused " + refused
                + (finished ? " finished" : "");
    }
}
