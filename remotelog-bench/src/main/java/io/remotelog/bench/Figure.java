package io.remotelog.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What was measured.
 *
 * @param name what
 * @param value in that unit
 * @param unit such as {@code records/s}
 */
record Figure(String name, double value, String unit) {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);

    /** A line for a program to read: four digits count, and nothing separates them. */
    String line() {
        return "rate " + name + " " + new BigDecimal(value).round(DIGITS).toPlainString() + " " + unit;
    }
}
