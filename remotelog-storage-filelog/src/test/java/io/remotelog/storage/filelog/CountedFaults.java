package io.remotelog.storage.filelog;

import java.nio.file.Path;

/** Faults that can be ended, and tells how many refusals there were. Used with the lock of the disk held, or by one thread. */
final class CountedFaults implements Faults {
    private Faults faults;
    private int refusals;
    private int full;
    private String last = "none";

    CountedFaults(Faults faults) {
        this.faults = faults;
    }

    /** How many operations were refused so far. */
    int refusals() {
        return refusals;
    }

    /** How many of them because the disk was full. */
    int full() {
        return full;
    }

    /** The last refusal, for messages. */
    String last() {
        return last;
    }

    /** No more faults, from now on. */
    void end() {
        faults = Faults.NONE;
    }

    @Override
    public Fault at(long number, DiskOperation operation, Path path) {
        Fault fault = faults.at(number, operation, path);
        if (operation.canBeRefused(fault)) {
            refusals++;
            last = fault + " at operation " + number + ", " + operation + " " + path;
            if (fault == Fault.FULL || fault == Fault.PART_THEN_FULL) {
                full++;
            }
        }
        return fault;
    }
}
