package io.remotelog.storage.filelog;

import java.nio.file.Path;

/** Faults that can be ended, and tells how many refusals there were. Used with the lock of the disk held, or by one thread. */
final class CountedFaults implements Faults {
    /** Has all that is done, and all that is asked of the disk, printed: to see how a run of one seed came to its end. */
    static final boolean TRACE = Boolean.getBoolean("remotelog.faults.trace");

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

    static void trace(String line) {
        if (TRACE) {
            System.out.println(line);
        }
    }

    /** No more faults, from now on. */
    void end() {
        faults = Faults.NONE;
    }

    @Override
    public DiskFault at(long number, DiskOperation operation, Path path) {
        DiskFault fault = faults.at(number, operation, path);
        if (TRACE) {
            trace("    " + number + " " + operation + " " + path + (fault == DiskFault.NONE ? "" : " " + fault));
        }
        if (operation.canBeRefused(fault)) {
            refusals++;
            last = fault + " at operation " + number + ", " + operation + " " + path;
            if (fault == DiskFault.FULL || fault == DiskFault.PART_THEN_FULL) {
                full++;
            }
        }
        return fault;
    }
}
