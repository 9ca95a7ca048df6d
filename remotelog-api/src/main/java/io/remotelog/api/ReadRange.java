package io.remotelog.api;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which records to read.
 *
 * @param firstDay the first day; empty: the oldest that there is, or if following the newest
 * @param fromId the id to begin at in the first day, 0 or more
 * @param ifAbsent what to do if the log does not have {@code firstDay}. Without a {@code firstDay}, the id always counts in
 *     the first day that there is
 * @param lastDay the last day, not before the first; empty: no last one
 * @param type only records of this type, -32768 to 32767; empty: all
 * @param limit how many records at most, 0 or more; {@link Long#MAX_VALUE}: no limit
 * @param follow whether to go on as records come. If not, the end is where it is when reading begins, so that a writer in the
 *     meantime does not keep it from ending
 */
public record ReadRange(
        Optional<LocalDate> firstDay,
        long fromId,
        IfAbsent ifAbsent,
        Optional<LocalDate> lastDay,
        OptionalInt type,
        long limit,
        boolean follow) {

    /** All records of a log. */
    public static final ReadRange ALL = new ReadRange(
            Optional.empty(), 0, IfAbsent.NEXT_DAY, Optional.empty(), OptionalInt.empty(), Long.MAX_VALUE, false);

    /** What to do if the log does not have the first day. */
    public enum IfAbsent {
        /** Begin with the first record of the next day that there is. */
        NEXT_DAY,

        /** Begin in the next day that there is, with the record that has the id. */
        NEXT_DAY_SAME_ID,

        /** Fail with a {@link NoSuchDayException}. */
        FAIL
    }

    /** Checks the ranges. */
    public ReadRange {
        Objects.requireNonNull(ifAbsent, "ifAbsent");
        firstDay.ifPresent(Days::requireWritable);
        lastDay.ifPresent(Days::requireWritable);
        if (fromId < 0) {
            throw new IllegalArgumentException("id " + fromId + ", want 0 or more");
        }
        if (firstDay.isPresent() && lastDay.isPresent() && lastDay.get().isBefore(firstDay.get())) {
            throw new IllegalArgumentException("last day " + lastDay.get() + " is before the first, " + firstDay.get());
        }
        if (type.isPresent() && type.getAsInt() != (short) type.getAsInt()) {
            throw new IllegalArgumentException("type " + type.getAsInt() + ", want -32768 to 32767");
        }
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit + ", want 0 or more");
        }
    }

    /** All records from a position on; from the next day that there is, if its day is not. */
    public static ReadRange from(Position position) {
        return ALL.withStart(Optional.of(position.day()), position.id(), IfAbsent.NEXT_DAY);
    }

    /** The records of a day, which must be there. */
    public static ReadRange ofDay(LocalDate day) {
        return ALL.withStart(Optional.of(day), 0, IfAbsent.FAIL).withLastDay(Optional.of(day));
    }

    /** A copy with another beginning. */
    public ReadRange withStart(Optional<LocalDate> firstDay, long fromId, IfAbsent ifAbsent) {
        return new ReadRange(firstDay, fromId, ifAbsent, lastDay, type, limit, follow);
    }

    /** A copy with another last day. */
    public ReadRange withLastDay(Optional<LocalDate> lastDay) {
        return new ReadRange(firstDay, fromId, ifAbsent, lastDay, type, limit, follow);
    }

    /** A copy with records of one type, or of all. */
    public ReadRange withType(OptionalInt type) {
        return new ReadRange(firstDay, fromId, ifAbsent, lastDay, type, limit, follow);
    }

    /** A copy with another limit. */
    public ReadRange withLimit(long limit) {
        return new ReadRange(firstDay, fromId, ifAbsent, lastDay, type, limit, follow);
    }

    /** A copy that goes on as records come, or does not. */
    public ReadRange withFollow(boolean follow) {
        return new ReadRange(firstDay, fromId, ifAbsent, lastDay, type, limit, follow);
    }

    /** Whether a day is in the range. */
    boolean holds(LocalDate day) {
        return reaches(day) && (firstDay.isEmpty() || !day.isBefore(firstDay.get()));
    }

    /** Whether the range goes on to a day. */
    boolean reaches(LocalDate day) {
        return lastDay.isEmpty() || !day.isAfter(lastDay.get());
    }

    /** Whether a record is of the type that is wanted. */
    boolean wants(short of) {
        return type.isEmpty() || type.getAsInt() == of;
    }
}
