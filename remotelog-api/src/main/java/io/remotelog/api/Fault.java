package io.remotelog.api;

import java.time.LocalDate;
import java.util.Objects;

/**
 * Something in a store that is not as its writer left it.
 *
 * @param day the day it is in
 * @param id the record, or for a fault of a file the id where it begins: the number of records before it
 * @param what what is wrong, and where, such as {@code magic in data000003 at 8192}
 * @param got what is there
 * @param want what should be there
 */
public record Fault(LocalDate day, long id, String what, String got, String want) {

    /** Checks that all is given, and the id not below 0. */
    public Fault {
        Days.requireWritable(day);
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(got, "got");
        Objects.requireNonNull(want, "want");
        if (id < 0) {
            throw new IllegalArgumentException("id " + id + ", want 0 or more");
        }
    }

    /** One line: {@code DATE id N: what, got X, want Y}. */
    @Override
    public String toString() {
        return Days.format(day) + " id " + id + ": " + what + ", got " + got + ", want " + want;
    }
}
