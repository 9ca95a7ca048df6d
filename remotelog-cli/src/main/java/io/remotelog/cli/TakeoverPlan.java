package io.remotelog.cli;

import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.Retention;
import io.remotelog.master.DayOrder;
import io.remotelog.protocol.sync.MirrorStart;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Which days of a store a master, and which a replica, would touch when it begins, by their own rules.
 *
 * @param refusal why a master would not begin, empty if it would
 * @param current the day that a master would append to; empty if it would not begin
 * @param finished the days that it would finish first
 * @param mirrored the day that a replica would go on with
 * @param removedByMaster the days that retention would remove there
 * @param removedByReplica the same for a replica
 */
record TakeoverPlan(
        Optional<String> refusal,
        Optional<LocalDate> current,
        List<LocalDate> finished,
        LocalDate mirrored,
        List<LocalDate> removedByMaster,
        List<LocalDate> removedByReplica) {

    /**
     * Looks at a store, and changes nothing.
     *
     * @param historyDays how many days before today an empty replica begins
     * @param retention which days they keep
     */
    static TakeoverPlan of(LogStore store, LogClock clock, int historyDays, Retention retention) throws IOException {
        LocalDate mirrored = MirrorStart.day(store, clock.today().minusDays(historyDays));
        List<LocalDate> removedByReplica = retention.expired(store, clock.today(), mirrored);
        LocalDate current;
        try {
            current = DayOrder.current(store, clock);
        } catch (IOException e) {
            return new TakeoverPlan(
                    Optional.of(Failures.describe(e)),
                    Optional.empty(),
                    List.of(),
                    mirrored,
                    List.of(),
                    removedByReplica);
        }
        return new TakeoverPlan(
                Optional.empty(),
                Optional.of(current),
                DayOrder.unfinishedBefore(store, current),
                mirrored,
                retention.expired(store, clock.today(), current),
                removedByReplica);
    }
}
