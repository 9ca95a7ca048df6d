package io.remotelog.storage.filelog.deep;

import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** What a store promised for each day, as the marks of the one who used it say. One thread. */
final class Promises {
    private final Map<LocalDate, Promise> days = new TreeMap<>();

    /** What a mark says of a day, followed by a number of records. */
    enum Mark {
        /** So many records survive. */
        DURABLE,
        /** The same, and the day was just opened. */
        OPENED,
        /** The same, and the process has just begun: all of it is what recovery found. */
        BEGUN,
        /** The day is about to be finished with so many. */
        FINISHING,
        /** It is, and that survives. */
        FINISHED,
        /** The day is about to be deleted. */
        DELETING,
        /** It is, and that survives. */
        DELETED;

        /** Which mark a line is. */
        static Mark of(String line) {
            return valueOf(line.substring(0, line.indexOf(' ')));
        }

        /** As it is written, a line. */
        String line(LocalDate day, long count) {
            return this + " " + day + " " + count + "\n";
        }
    }

    /**
     * Of a day.
     *
     * @param durable how many records must be there
     * @param end how many there are if the day is finished, -1 if nobody said that it will be
     * @param last the last mark that tells more than how many are durable
     */
    record Promise(long durable, long end, Mark last) {
        private static final Promise NONE = new Promise(0, -1, Mark.DURABLE);

        private Promise and(Mark mark, long count) {
            return switch (mark) {
                case DURABLE, OPENED, BEGUN -> new Promise(Math.max(durable, count), end, last);
                case FINISHING -> new Promise(durable, count, mark);
                case FINISHED -> new Promise(count, count, mark);
                case DELETING, DELETED -> new Promise(durable, end, mark);
            };
        }

        /** Whether the day may have gone. */
        boolean mayBeAbsent() {
            return (durable == 0 && last != Mark.FINISHED) || last == Mark.DELETING || last == Mark.DELETED;
        }
    }

    Promises() {}

    Promises(Promises other) {
        days.putAll(other.days);
    }

    /** Takes a mark, as its line says. */
    void take(String line) {
        String[] parts = line.strip().split(" ", -1);
        LocalDate day = LocalDate.parse(parts[1]);
        days.put(day, of(day).and(Mark.valueOf(parts[0]), Long.parseLong(parts[2])));
    }

    Promise of(LocalDate day) {
        return days.getOrDefault(day, Promise.NONE);
    }

    Iterable<LocalDate> days() {
        return days.keySet();
    }

    @Override
    public String toString() {
        // Without those of which nothing is promised any more.
        return days.entrySet().stream()
                .filter(day -> day.getValue().last() != Mark.DELETED)
                .toList()
                .toString();
    }
}
