package io.remotelog.api;

import java.time.LocalDate;

/**
 * Where a record is: its day, and its id within it.
 *
 * @param day the day, in the zone of the log
 * @param id the number of the record in its day, from 0
 */
public record Position(LocalDate day, long id) implements Comparable<Position> {

    /** Checks that the year is one of 0 to 9999, and the id not below 0. */
    public Position {
        Days.requireWritable(day);
        if (id < 0) {
            throw new IllegalArgumentException("id " + id + ", want 0 or more");
        }
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is not a real date, a slash, and a number of 0 or more
     */
    public static Position parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("position '" + text + "', want DATE/ID such as 2026-11-22/0");
        }
        LocalDate day = Days.parse(text.substring(0, slash));
        String id = text.substring(slash + 1);
        if (id.isEmpty() || id.length() > 18 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("position '" + text + "': id '" + id + "', want a number of 0 or more");
        }
        return new Position(day, Long.parseLong(id));
    }

    @Override
    public int compareTo(Position other) {
        int byDay = day.compareTo(other.day);
        return byDay != 0 ? byDay : Long.compare(id, other.id);
    }

    /** The position as {@code DATE/ID}, such as {@code 2026-11-22/0}. */
    @Override
    public String toString() {
        return Days.format(day) + "/" + id;
    }
}
