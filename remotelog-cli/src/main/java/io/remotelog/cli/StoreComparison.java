package io.remotelog.cli;

import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Compares two stores day by day and record by record, up to the first difference. One thread.
 *
 * <p>It looks once at which days there are and how far they are, and then only at what was there: both may be written to.
 */
final class StoreComparison {
    private static final String NO_DAY = "no such day";

    private final LogStore a;
    private final LogStore b;
    private final CompareProgress progress;
    private final RecordDigest digest = new RecordDigest();
    private long records;
    private long bytes;

    StoreComparison(LogStore a, LogStore b, CompareProgress progress) {
        this.a = a;
        this.b = b;
        this.progress = progress;
    }

    /**
     * Compares all days, or one. To be called once.
     *
     * @throws CommandFailedException if neither store has the day that was asked for, or one was removed meanwhile
     */
    Result run(Optional<LocalDate> date) throws IOException, CommandFailedException {
        SortedMap<LocalDate, DayState> ofA = DayState.of(a, days(a, date));
        SortedMap<LocalDate, DayState> ofB = DayState.of(b, days(b, date));
        SortedSet<LocalDate> days = new TreeSet<>(ofA.keySet());
        days.addAll(ofB.keySet());
        if (date.isPresent() && days.isEmpty()) {
            throw new CommandFailedException("there is no day " + date.get() + " in either store");
        }
        for (LocalDate day : days) {
            Optional<Difference> found =
                    compare(day, Optional.ofNullable(ofA.get(day)), Optional.ofNullable(ofB.get(day)));
            if (found.isPresent()) {
                return result(found, days.size());
            }
        }
        return result(Optional.empty(), days.size());
    }

    private Result result(Optional<Difference> found, int days) {
        return new Result(found, digest.hex(), days, records, bytes);
    }

    private Optional<Difference> compare(LocalDate day, Optional<DayState> ofA, Optional<DayState> ofB)
            throws IOException, CommandFailedException {
        if (ofA.isEmpty() || ofB.isEmpty()) {
            return Optional.of(new Difference(day, 0, "day", presence(ofA), presence(ofB)));
        }
        long countA = ofA.get().count();
        long countB = ofB.get().count();
        digest.beginDay(day, ofA.get());
        Optional<Difference> found = compareRecords(day, Math.min(countA, countB));
        if (found.isPresent()) {
            return found;
        }
        if (countA != countB) {
            return Optional.of(new Difference(
                    day, Math.min(countA, countB), "number of records", Long.toString(countA), Long.toString(countB)));
        }
        boolean same = ofA.get().finished() == ofB.get().finished();
        return same
                ? Optional.empty()
                : Optional.of(new Difference(day, countA, "end", end(ofA.get()), end(ofB.get())));
    }

    private Optional<Difference> compareRecords(LocalDate day, long count) throws IOException, CommandFailedException {
        progress.begin(day, count);
        try (RecordCursor ofA = cursor(a, day, "A");
                RecordCursor ofB = cursor(b, day, "B")) {
            DayComparison comparison = new DayComparison(day, ofA, ofB, digest, progress);
            Optional<Difference> found = comparison.run(count);
            records += count;
            bytes += comparison.bytes();
            return found;
        } finally {
            progress.close();
        }
    }

    private static RecordCursor cursor(LogStore store, LocalDate day, String name)
            throws IOException, CommandFailedException {
        return store.find(day)
                .orElseThrow(() -> new CommandFailedException(
                        "day " + day + " was removed from " + name + " meanwhile, run it again"))
                .cursor(0);
    }

    private static Collection<LocalDate> days(LogStore store, Optional<LocalDate> date) throws IOException {
        return date.isPresent() ? Set.of(date.get()) : store.days();
    }

    private static String presence(Optional<DayState> state) {
        return state.map(found -> found.count() + " records").orElse(NO_DAY);
    }

    private static String end(DayState state) {
        return state.finished() ? "finished" : "not finished";
    }

    /**
     * What a comparison came to.
     *
     * @param difference the first one; if there is one, the rest is of no use
     * @param sha256 of all records, see {@link RecordDigest}
     * @param days how many there are
     * @param records in all days
     * @param bytes of their payloads
     */
    record Result(Optional<Difference> difference, String sha256, int days, long records, long bytes) {}
}
