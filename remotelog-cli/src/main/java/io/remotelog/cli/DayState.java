package io.remotelog.cli;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a day of a store was at one moment, so that what is appended later can be left out.
 *
 * @param finished whether no record was to be added any more
 * @param count how many records it held
 */
record DayState(boolean finished, long count) {

    /** Looks at these days of a store; those that it does not have are left out. */
    static SortedMap<LocalDate, DayState> of(LogStore store, Collection<LocalDate> days) throws IOException {
        SortedMap<LocalDate, DayState> states = new TreeMap<>();
        for (LocalDate day : days) {
            Optional<DayLog> log = store.find(day);
            if (log.isPresent()) {
                // In this order: the count of a finished day is the last one.
                boolean finished = log.get().isFinished();
                states.put(day, new DayState(finished, log.get().count()));
            }
        }
        return states;
    }
}
