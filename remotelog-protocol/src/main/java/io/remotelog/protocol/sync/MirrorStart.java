package io.remotelog.protocol.sync;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Finds the day with which a replica goes on in the store that it is given. */
public final class MirrorStart {
    private MirrorStart() {}

    /**
     * The oldest unfinished day that holds records, else the day after the newest finished one, else the oldest unfinished
     * day, else the first day given. Changes nothing.
     *
     * @param firstDay where an empty mirror begins
     */
    public static LocalDate day(LogStore store, LocalDate firstDay) throws IOException {
        List<LocalDate> days = store.days();
        LocalDate newestFinished = null;
        for (LocalDate each : days) {
            Optional<DayLog> log = store.find(each);
            if (log.isEmpty()) {
                continue;
            }
            if (log.get().isFinished()) {
                newestFinished = each;
            } else if (log.get().count() > 0) {
                return each;
            }
        }
        if (newestFinished != null) {
            return newestFinished.plusDays(1);
        }
        return days.isEmpty() ? firstDay : days.get(0);
    }
}
