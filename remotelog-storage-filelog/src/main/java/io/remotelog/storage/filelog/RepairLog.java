package io.remotelog.storage.filelog;

import io.remotelog.api.Fault;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells of what a repair did with each fault; of records that have no bytes at all, and follow each other, in one. One
 * thread.
 */
final class RepairLog {
    private final Tally tally;

    /** By their first id, the last one of each run of records that were left as they are. */
    private final TreeMap<Long, Long> left = new TreeMap<>();

    private Fault first;
    private long last;
    private String outcome = "";

    RepairLog(Tally tally) {
        this.tally = tally;
    }

    void mended(Fault fault, String how) {
        flush();
        tally.mended(fault, how);
    }

    /** What stays as it is, or costs records, of one record or of several that follow each other. */
    void left(Fault fault, long to) {
        flush();
        Map.Entry<Long, Long> before = left.lowerEntry(fault.id());
        if (before != null && before.getValue() == fault.id() - 1) {
            left.put(before.getKey(), to);
        } else {
            left.put(fault.id(), to);
        }
        tally.fault(range(fault, to));
    }

    /** A record of which nothing was there. */
    void lostMended(Fault fault, String how) {
        if (first != null && (!outcome.equals(how) || last != fault.id() - 1)) {
            flush();
        }
        if (first == null) {
            first = fault;
            outcome = how;
        }
        last = fault.id();
    }

    /** Tells what is not told yet. */
    void flush() {
        if (first == null) {
            return;
        }
        Fault fault = range(first, last);
        first = null;
        tally.mended(fault, outcome);
    }

    boolean isLeft(long id) {
        Map.Entry<Long, Long> before = left.floorEntry(id);
        return before != null && before.getValue() >= id;
    }

    /** A fault that more records have. */
    static Fault range(Fault first, long last) {
        return last == first.id()
                ? first
                : new Fault(
                        first.day(),
                        first.id(),
                        first.what(),
                        first.got(),
                        first.want() + ", and records to id " + last);
    }
}
