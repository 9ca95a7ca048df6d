package io.remotelog.api;

import java.time.LocalDate;
import java.util.Objects;

/**
 * Records that a mirror will never get: the log that it copies does not have them any more.
 *
 * @param from the first record that may be missing
 * @param lastDay all that was in {@code from}'s day from there on, and in the days after it up to and with this one
 * @param reason why, in a few words of one line
 */
public record Gap(Position from, LocalDate lastDay, String reason) {
    private static final int MAX_REASON_CHARS = 500;

    /** Checks that the last day is not before the first one, and that the reason is one line of at most 500 characters. */
    public Gap {
        Objects.requireNonNull(from, "from");
        Days.requireWritable(lastDay);
        if (lastDay.isBefore(from.day())) {
            throw new IllegalArgumentException("gap from " + from + " to " + lastDay + ", want a day not before it");
        }
        if (reason.isBlank()
                || reason.length() > MAX_REASON_CHARS
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "reason of a gap: want one line of 1 to " + MAX_REASON_CHARS + " characters");
        }
    }

    /** The first day. */
    public LocalDate firstDay() {
        return from.day();
    }

    /** One line: {@code DATE from id N: REASON}, or {@code DATE to DATE: REASON}. */
    @Override
    public String toString() {
        String days = lastDay.equals(firstDay())
                ? Days.format(firstDay())
                : Days.format(firstDay()) + " to " + Days.format(lastDay);
        return (from.id() == 0 ? days : days + " from id " + from.id()) + ": " + reason;
    }
}
