package io.remotelog.storage.filelog;

import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.v2.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was promised in a simulated world: by the master to those who append, and by the replica's acks to the master. One
 * thread.
 *
 * <p>A branch is what a master that never forces held when it lost power: if it lost records by that, what it appends
 * afterwards is another log. Of the other policies it ships nothing that it can lose. The replica's records are at all times a beginning of one branch, of each day.
 */
final class SimTruth {
    private final SimWorld world;
    private final Map<LocalDate, DayTruth> days = new TreeMap<>();
    private final NavigableMap<LocalDate, List<Sent>> removed = new TreeMap<>();
    private final List<Map<LocalDate, List<Sent>>> branches = new ArrayList<>();
    private final Set<LocalDate> openedByMaster = new HashSet<>();
    private final Map<LocalDate, Long> acked = new HashMap<>();
    private final Set<LocalDate> complete = new HashSet<>();
    private LocalDate firstOfReplica = LocalDate.MAX;
    private boolean acksCount = true;
    private int refusals;

    SimTruth(SimWorld world) {
        this.world = world;
    }

    void tell(String line) {
        world.trace.tell(line);
    }

    DayTruth day(LocalDate day) {
        return days.computeIfAbsent(day, DayTruth::new);
    }

    private Outside onMaster() {
        return world.master.outside();
    }

    private Outside onReplica() {
        return world.replica.outside();
    }

    /** A process of the master has taken the store; days are not opened yet. */
    void masterBegun() throws IOException {
        openedByMaster.clear();
        noteRemoved();
        for (DayTruth day : days.values()) {
            if (!day.finished && onMaster().isFinished(day.day)) {
                // It was about to finish it when it died.
                found(day, "finished");
                day.finished = true;
            }
        }
    }

    void masterOpened(LocalDate day) throws IOException {
        found(day(day), "opened");
    }

    private void found(DayTruth day, String how) throws IOException {
        List<Sent> records = onMaster().records(day, "master: " + day.day + " " + how);
        if (records.size() != day.count()) {
            tell("master: " + day.day + " " + how + " with " + records.size() + " of " + day.count() + " records");
        }
        day.found(records, "master", openedByMaster.add(day.day));
    }

    void masterFinished(LocalDate day) {
        tell("master: " + day + " finished with " + day(day).count() + " records");
        day(day).finished = true;
    }

    void masterDied(boolean powerCut) {
        if (powerCut && world.options.master().kind() == FsyncPolicy.Kind.NEVER) {
            branches.add(history());
        }
        days.values().forEach(day -> day.ended(powerCut));
    }

    /** What the master holds, and has removed. */
    private Map<LocalDate, List<Sent>> history() {
        Map<LocalDate, List<Sent>> history = new TreeMap<>(removed);
        days.forEach((date, day) -> {
            List<Sent> records = new ArrayList<>();
            for (int id = 0; id < day.count(); id++) {
                records.add(day.kept(id));
            }
            history.put(date, records);
        });
        return history;
    }

    /** Days that the master has removed: it need not know, should it have died meanwhile, or they can be back. */
    private void noteRemoved() {
        Map<LocalDate, List<Sent>> history = history();
        for (DayTruth day : days.values()) {
            if (day.deleteBegun && !onMaster().exists(day.day)) {
                removed.put(day.day, history.get(day.day));
            } else {
                removed.remove(day.day);
            }
        }
    }

    /** The replica's process has begun, with this day. */
    void replicaBegun(LocalDate first) throws IOException {
        if (world.options.version() == 1 && SimDays.all(onReplica()).isEmpty()) {
            firstOfReplica = first;
        }
        for (LocalDate day : complete) {
            requireComplete(day, "after a restart of the replica");
        }
    }

    /** A replica that is empty is linked: it gets all that the master has still. */
    void linkedEmpty() {
        noteRemoved();
        firstOfReplica = removed.isEmpty() ? LocalDate.MIN : removed.lastKey().plusDays(1);
    }

    void replicaOpened(LocalDate day, long count) {
        long least = acked.getOrDefault(day, 0L);
        if (count < least) {
            throw new Violation("replica: " + day + " has " + count + " records, but " + least + " were acked");
        }
        requireOfOneBranch();
    }

    void replicaDied(boolean powerCut) {
        if (powerCut && world.options.replica().kind() == FsyncPolicy.Kind.NEVER) {
            // What it acked before can still be on its way, and promised nothing.
            acksCount = false;
            acked.clear();
            complete.clear();
        }
    }

    /** The replica says that what is before this position is durable. */
    void acked(Position durable) {
        acked.merge(durable.day(), durable.id(), Math::max);
    }

    /** The master may remove what is older: the replica has to have all of it for good, or to know that it never gets it. */
    void needs(LocalDate oldest) {
        noteRemoved();
        for (DayTruth day : acksCount ? days.values() : List.<DayTruth>of()) {
            boolean isNew = day.day.isBefore(oldest)
                    && !day.day.isBefore(firstOfReplica)
                    && !removed.containsKey(day.day)
                    && complete.add(day.day);
            // Of a process that has died, what it acked may be in the journal only: looked at when the next one has
            // begun.
            if (isNew && world.replica.isUp()) {
                requireComplete(day.day, "the replica needs nothing before " + oldest);
            }
        }
    }

    private void requireComplete(LocalDate day, String when) {
        List<Sent> want = history().get(day);
        List<Sent> have = records(onReplica(), day);
        if (!have.equals(want) && !isInGap(day, have.size())) {
            throw new Violation(when + ": " + day + " has " + have.size() + " records there, and " + want.size()
                    + " on the master");
        }
    }

    private boolean isInGap(LocalDate day, int from) {
        return gaps().stream()
                .anyMatch(gap -> !gap.firstDay().isAfter(day)
                        && !gap.lastDay().isBefore(day)
                        && (gap.firstDay().isBefore(day) || gap.from().id() <= from));
    }

    private List<Gap> gaps() {
        try {
            return new GapFile(onReplica().disk(), SimHost.ROOT).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Sent> records(Outside outside, LocalDate day) {
        try {
            return outside.exists(day) ? SimDays.records(outside, day) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<LocalDate, List<Sent>> replicas() {
        try {
            Map<LocalDate, List<Sent>> all = new TreeMap<>();
            for (LocalDate day : SimDays.all(onReplica())) {
                all.put(day, SimDays.records(onReplica(), day));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void requireOfOneBranch() {
        Map<LocalDate, List<Sent>> held = replicas();
        noteRemoved();
        if (isAllowed(held, history()) || branches.stream().anyMatch(branch -> isAllowed(held, branch))) {
            return;
        }
        if (world.options.version() == 1 && !branches.isEmpty()) {
            // It cannot tell.
            return;
        }
        throw new Violation("the replica's records are no beginning of what the master ever had: " + difference(held));
    }

    private static boolean isBeginning(Map<LocalDate, List<Sent>> held, Map<LocalDate, List<Sent>> of) {
        return held.entrySet().stream().allMatch(day -> isBeginning(day.getValue(), of.get(day.getKey())));
    }

    /** Whether the master may link it. */
    boolean canBeLinked() {
        return isAllowed(replicas(), history());
    }

    /** Of a day of which the master lost records and that it then removed it cannot tell any more. */
    private boolean isAllowed(Map<LocalDate, List<Sent>> held, Map<LocalDate, List<Sent>> of) {
        return held.entrySet().stream()
                .allMatch(day -> isBeginning(day.getValue(), of.get(day.getKey()))
                        || (removed.containsKey(day.getKey())
                                && branches.stream()
                                        .anyMatch(branch -> isBeginning(day.getValue(), branch.get(day.getKey())))));
    }

    private static boolean isBeginning(List<Sent> part, List<Sent> all) {
        return part.isEmpty() || (all != null && part.size() <= all.size() && part.equals(all.subList(0, part.size())));
    }

    private String difference(Map<LocalDate, List<Sent>> held) {
        StringBuilder text = new StringBuilder();
        Map<LocalDate, List<Sent>> history = history();
        held.forEach((day, records) -> {
            List<Sent> want = history.getOrDefault(day, List.of());
            int same = 0;
            while (same < Math.min(want.size(), records.size())
                    && want.get(same).equals(records.get(same))) {
                same++;
            }
            text.append(' ')
                    .append(day)
                    .append(": ")
                    .append(records.size())
                    .append(" of ")
                    .append(want.size());
            text.append(", the first ").append(same).append(" alike;");
        });
        return text.toString();
    }

    /** One side has refused the other. */
    void refused(Refusal refusal) {
        refusals++;
        if (refusal.isOfTheLog() && isBeginning(replicas(), history())) {
            throw new Violation("refused, though the replica's log is a beginning of the master's: " + refusal);
        }
        if (!refusal.isOfTheLog()) {
            throw new Violation("refused: " + refusal);
        }
    }

    int refusals() {
        return refusals;
    }

    /** Whether the replica holds records that the master has lost. */
    boolean isDiverged() {
        return !isBeginning(replicas(), history());
    }

    /** The files of the replica's days. */
    String digestsOfReplica() {
        try {
            Map<LocalDate, Map<String, String>> all = new TreeMap<>();
            for (LocalDate day : SimDays.all(onReplica())) {
                all.put(day, SimDays.digests(onReplica(), day));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why the replica is not the same as the master yet, or nothing if it is. */
    String whatDiffers() {
        try {
            noteRemoved();
            SimComparison comparison = new SimComparison(
                    onMaster(), onReplica(), gaps(), removed, firstOfReplica, world.options.version() == 2);
            String differs = comparison.whatDiffers();
            return differs.isEmpty() && world.options.version() == 2 && !comparison.isSameLineage()
                    ? "the lineages"
                    : differs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
