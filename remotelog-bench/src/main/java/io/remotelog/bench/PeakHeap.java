package io.remotelog.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/** How much of its heap this JVM has had in use at most, garbage included. */
final class PeakHeap {
    private PeakHeap() {}

    /** The sum of the peaks of the heap's pools, which need not have been at the same time: an upper bound. */
    static long mebibytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                >> 20;
    }
}
