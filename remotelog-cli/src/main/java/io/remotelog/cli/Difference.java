package io.remotelog.cli;

import io.remotelog.api.Days;
import java.time.LocalDate;

/**
 * Where two stores differ.
 *
 * @param day the day
 * @param id the record, or 0 if it is not about one
 * @param what what differs
 * @param gotA what the first store has
 * @param gotB what the second one has
 */
record Difference(LocalDate day, long id, String what, String gotA, String gotB) {
    /** One line: {@code DATE id N: what, A got X, B got Y}. */
    @Override
    public String toString() {
        return Days.format(day) + " id " + id + ": " + what + ", A got " + gotA + ", B got " + gotB;
    }
}
