package io.remotelog.storage.filelog;

import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compares a replica with its master, file by file.
 *
 * @param removed the days that the master has removed, with their records
 * @param first where the replica began
 * @param emptyCount whether the replica has to know that a day without records is finished: by version 1 it goes on with the day
 *     after its newest
 */
record SimComparison(
        Outside master,
        Outside replica,
        List<Gap> gaps,
        Map<LocalDate, List<Sent>> removed,
        LocalDate first,
        boolean emptyCount) {

    /** The first difference, or nothing if there is none. */
    String whatDiffers() throws IOException {
        for (LocalDate day : SimDays.all(master)) {
            boolean begun = master.isFinished(day) || master.entries(day) > 0;
            boolean skipped =
                    !emptyCount && master.entries(day) == 0 && replica.exists(day) && replica.entries(day) == 0;
            if (!day.isBefore(first) && !skipped && (begun || replica.exists(day))) {
                String differs = replica.exists(day) ? differs(day) : "absent on the replica";
                if (!differs.isEmpty()) {
                    return day + ": " + differs;
                }
            }
        }
        for (LocalDate day : new TreeSet<>(removed.keySet())) {
            if (!day.isBefore(first) && !isRemovedInOrder(day)) {
                return day + ": removed on the master, neither whole on the replica nor noted as a gap";
            }
        }
        for (LocalDate day : SimDays.all(replica)) {
            if (!master.exists(day) && !removed.containsKey(day) && replica.entries(day) > 0) {
                return day + ": on the replica only";
            }
        }
        return surplusGap();
    }

    /** Whether both sides say that they are the same log. */
    boolean isSameLineage() throws IOException {
        Optional<Lineage> own = lineage(master);
        Optional<Lineage> copied = lineage(replica);
        return own.isPresent()
                && copied.isPresent()
                && own.get().logId().equals(copied.get().logId())
                && own.get().epochs().equals(copied.get().epochs());
    }

    private static Optional<Lineage> lineage(Outside side) throws IOException {
        return new LineageFile(side.disk(), SimHost.ROOT).read();
    }

    private String differs(LocalDate day) throws IOException {
        Map<String, String> want = SimDays.digests(master, day);
        Map<String, String> have = SimDays.digests(replica, day);
        return have.equals(want)
                ? ""
                : "master has " + SimDays.records(master, day).size() + " records, " + want.keySet() + ", replica "
                        + SimDays.records(replica, day).size() + ", " + have.keySet();
    }

    private boolean isRemovedInOrder(LocalDate day) throws IOException {
        List<Sent> all = removed.get(day);
        List<Sent> held = replica.exists(day) ? SimDays.records(replica, day) : List.of();
        boolean whole = held.equals(all) && (all.isEmpty() || replica.isFinished(day));
        return whole || gaps.stream().anyMatch(gap -> covers(gap, day, held.size()));
    }

    private static boolean covers(Gap gap, LocalDate day, int from) {
        return !gap.firstDay().isAfter(day)
                && !gap.lastDay().isBefore(day)
                && (gap.firstDay().isBefore(day) || gap.from().id() <= from);
    }

    /** A gap of days of which the master has removed none. */
    private String surplusGap() {
        return gaps.stream()
                .filter(gap -> removed.keySet().stream()
                        .noneMatch(day -> !day.isBefore(gap.firstDay()) && !day.isAfter(gap.lastDay())))
                .findFirst()
                .map(gap -> "a gap of what was never removed: " + gap)
                .orElse("");
    }
}
