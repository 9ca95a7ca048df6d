package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;

/** A day has faults, and its store has no way to mend them. Make the day again from a copy. */
public final class RepairNotSupportedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Names the day. */
    public RepairNotSupportedException(LocalDate day, long faults) {
        super("day " + day + " has " + faults
                + " faults, and stores of this kind cannot be repaired: copy the day from a"
                + " store that has it whole");
    }
}
