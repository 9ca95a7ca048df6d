package io.remotelog.api;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * The one way in which a day is written: {@code yyyy-MM-dd}, ten characters, a date that exists.
 *
 * <p>Stricter than {@link LocalDate#parse(CharSequence)}, which takes signs and years of nine digits: what a peer sends
 * becomes the name of a folder.
 */
public final class Days {
    private static final int TEXT_LENGTH = 10;
    private static final int MAX_YEAR = 9999;

    private Days() {}

    /**
     * Reads a day.
     *
     * @param text four digits, a dash, two digits, a dash, two digits
     * @throws IllegalArgumentException if the text has another form or names no real date; the message names both, with
     *     the text cut to 40 characters and its control characters replaced
     */
    public static LocalDate parse(String text) {
        if (text.length() != TEXT_LENGTH || text.charAt(4) != '-' || text.charAt(7) != '-') {
            throw notADay(text);
        }
        try {
            return LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
        } catch (DateTimeException e) {
            throw notADay(text);
        }
    }

    /**
     * Writes a day.
     *
     * @throws IllegalArgumentException if the year is not one of 0 to 9999
     */
    public static String format(LocalDate day) {
        requireWritable(day);
        return day.toString();
    }

    static void requireWritable(LocalDate day) {
        if (day.getYear() < 0 || day.getYear() > MAX_YEAR) {
            throw new IllegalArgumentException("day " + day + ", want a year from 0000 to 9999");
        }
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw notADay(text);
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static IllegalArgumentException notADay(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return new IllegalArgumentException(
                "day '" + shown.replaceAll("\\p{Cntrl}", "?") + "', want a real date such as 2026-11-22");
    }
}
