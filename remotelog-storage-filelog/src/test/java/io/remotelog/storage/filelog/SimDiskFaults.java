package io.remotelog.storage.filelog;

import java.nio.file.Path;
import java.util.Random;

/** What goes wrong with the disk of a simulated machine: for a while some operations fail, and now and then one is the last. */
final class SimDiskFaults implements Faults {
    private final Random random;
    private double rate;
    private boolean fullOnly;
    private long crashIn = Long.MAX_VALUE;

    SimDiskFaults(Random random) {
        this.random = random;
    }

    /** From now on operations fail at this rate. */
    void fail(double atRate, boolean onlyForLackOfRoom) {
        rate = atRate;
        fullOnly = onlyForLackOfRoom;
    }

    /** The process ends in the middle of what it does, after so many operations. */
    void crashAfter(int operations) {
        crashIn = operations;
    }

    boolean isCrashDue() {
        return crashIn != Long.MAX_VALUE;
    }

    void end() {
        rate = 0;
        crashIn = Long.MAX_VALUE;
    }

    @Override
    public DiskFault at(long number, DiskOperation operation, Path path) {
        if (crashIn != Long.MAX_VALUE) {
            crashIn--;
            if (crashIn <= 0) {
                crashIn = Long.MAX_VALUE;
                return random.nextBoolean() ? DiskFault.CRASH : DiskFault.CRASH_WITHIN;
            }
        }
        if (rate == 0 || random.nextDouble() >= rate) {
            return DiskFault.NONE;
        }
        if (fullOnly) {
            return operation == DiskOperation.WRITE ? DiskFault.PART_THEN_FULL : DiskFault.FULL;
        }
        DiskFault[] faults = DiskFault.values();
        DiskFault fault = faults[random.nextInt(faults.length)];
        return fault.isCrash() || !operation.canBeRefused(fault) ? DiskFault.ERROR : fault;
    }
}
