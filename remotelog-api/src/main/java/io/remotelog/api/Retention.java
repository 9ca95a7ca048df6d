package io.remotelog.api;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How long days are kept, and how many bytes of them. A day goes by its age or by the size of the log, whichever comes first.
 *
 * <p>By age a day goes only when it is more than so many days before today <em>and</em> as many newer days hold records. So a
 * log that nobody appended to for a while keeps what it has, and a clock that is wrong removes little.
 *
 * <p>By size the oldest days go while the records of the log take more bytes than are kept, the current day's included. A day
 * goes as a whole, and only if a newer one holds records: the newest records stay, whatever they take.
 *
 * @param days how many days before today are kept, 1 or more; empty: whatever their age
 * @param bytes how many bytes of records are kept, headers included ({@link DayLog#bytes}), 1 or more; empty: however many
 */
public record Retention(OptionalInt days, OptionalLong bytes) {
    /** Keeps all. */
    public static final Retention ALL = new Retention(OptionalInt.empty(), OptionalLong.empty());

    /** Checks the ranges. */
    public Retention {
        if (days.isPresent() && days.getAsInt() < 1) {
            throw new IllegalArgumentException("retain days " + days.getAsInt() + ", want 1 or more");
        }
        if (bytes.isPresent() && bytes.getAsLong() < 1) {
            throw new IllegalArgumentException("retain bytes " + bytes.getAsLong() + ", want 1 or more");
        }
    }

    /** Chooses among the days that are too old. */
    @FunctionalInterface
    public interface Choice {
        /**
         * The oldest of the days that are too old, as many as may go now; all lists are oldest first.
         *
         * @param aged the days that are too old
         * @param excess the days that go in any case, since the log takes too many bytes; some or all of them are too old as well
         */
        List<LocalDate> mayGo(List<LocalDate> aged, List<LocalDate> excess) throws IOException;
    }

    /** Keeps so many days before today. */
    public static Retention ofDays(int days) {
        return new Retention(OptionalInt.of(days), OptionalLong.empty());
    }

    /** Keeps so many bytes of records. */
    public static Retention ofBytes(long bytes) {
        return new Retention(OptionalInt.empty(), OptionalLong.of(bytes));
    }

    /**
     * Removes what may go. A day that cannot be removed does not keep the others.
     *
     * @param writer called on its own thread
     * @param before only days before this one go, whatever the date and the size
     * @return the days that were removed, oldest first
     * @throws IOException the first failure, after all days were tried
     */
    public List<LocalDate> removeExpired(LogStore store, LogWriter writer, LocalDate today, LocalDate before)
            throws IOException {
        return removeExpired(store, writer, today, before, (aged, excess) -> aged);
    }

    /**
     * The same, where some days that are too old may have to stay as long as the log is not too large.
     *
     * @param choice asked once, before anything is removed
     */
    public List<LocalDate> removeExpired(
            LogStore store, LogWriter writer, LocalDate today, LocalDate before, Choice choice) throws IOException {
        List<LocalDate> excess = excess(store, before);
        List<LocalDate> going = longer(choice.mayGo(aged(store, today, before), excess), excess);
        List<LocalDate> removed = new ArrayList<>();
        IOException failure = null;
        for (LocalDate day : going) {
            try {
                writer.delete(day);
                removed.add(day);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return removed;
    }

    /**
     * The days that are expired, by age or by size, oldest first. Changes nothing.
     *
     * @param before only days before this one go, whatever the date and the size
     */
    public List<LocalDate> expired(LogStore store, LocalDate today, LocalDate before) throws IOException {
        return longer(aged(store, today, before), excess(store, before));
    }

    /** All of both, since each is a log's oldest days. */
    private static List<LocalDate> longer(List<LocalDate> some, List<LocalDate> others) {
        return some.size() > others.size() ? some : others;
    }

    private List<LocalDate> aged(LogStore store, LocalDate today, LocalDate before) throws IOException {
        List<LocalDate> aged = new ArrayList<>();
        if (days.isEmpty()) {
            return aged;
        }
        int kept = days.getAsInt();
        List<LocalDate> all = store.days();
        int newerWithRecords = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            LocalDate day = all.get(i);
            if (newerWithRecords >= kept && day.isBefore(today.minusDays(kept))) {
                if (day.isBefore(before)) {
                    aged.add(0, day);
                }
                continue;
            }
            Optional<DayLog> log = store.find(day);
            if (log.isPresent() && log.get().count() > 0) {
                newerWithRecords++;
            }
        }
        return aged;
    }

    private List<LocalDate> excess(LogStore store, LocalDate before) throws IOException {
        if (bytes.isEmpty()) {
            return List.of();
        }
        List<LocalDate> all = store.days();
        long newer = 0;
        int oldestKept = all.size();
        while (oldestKept > 0) {
            long taken = bytes(store, all.get(oldestKept - 1));
            if (newer > 0 && newer + taken > bytes.getAsLong()) {
                break;
            }
            newer += taken;
            oldestKept--;
        }
        return all.subList(0, oldestKept).stream()
                .filter(day -> day.isBefore(before))
                .toList();
    }

    /** Of a day whose size cannot be told nothing is counted: rather too much is kept than too little. */
    private static long bytes(LogStore store, LocalDate day) throws IOException {
        Optional<DayLog> log = store.find(day);
        try {
            return log.isPresent() ? Math.max(0, log.get().bytes(0)) : 0;
        } catch (CorruptLogException | NoSuchFileException e) {
            return 0;
        }
    }

    /** What is kept, for a line of a log: {@code 30 days}. */
    @Override
    public String toString() {
        String age = days.isPresent() ? days.getAsInt() + " days" : "";
        String size = bytes.isPresent() ? bytes.getAsLong() + " bytes" : "";
        if (age.isEmpty() && size.isEmpty()) {
            return "all days";
        }
        return age.isEmpty() || size.isEmpty() ? age + size : age + " and no more than " + size;
    }
}
