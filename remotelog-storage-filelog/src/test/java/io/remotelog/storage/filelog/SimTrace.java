package io.remotelog.storage.filelog;

import java.util.ArrayDeque;
import java.util.Deque;

/** What happened in a simulated world, line by line, so that a run that failed can be read. One thread. */
final class SimTrace {
    private static final boolean PRINT = Boolean.getBoolean("remotelog.mirroring.trace");

    /** A violation shows so many of the last lines; the property prints them all. */
    private static final int MAX_LINES = 120;

    private static final int DIGESTED_CHARS = 24;

    private final SimTime time;
    private final Deque<String> last = new ArrayDeque<>();
    private long digest;

    SimTrace(SimTime time) {
        this.time = time;
    }

    void tell(String line) {
        // Only how a line begins: further on there are ids that are others each time.
        digest = 31 * (31 * digest + time.now())
                + line.substring(0, Math.min(DIGESTED_CHARS, line.length())).hashCode();
        String timed = time.now() / 1e9 + " " + line;
        last.add(timed);
        if (last.size() > MAX_LINES) {
            last.remove();
        }
        if (PRINT) {
            System.out.println(timed);
        }
    }

    /** The same if all that happened was the same. */
    long digest() {
        return digest;
    }

    @Override
    public String toString() {
        return String.join("\n", last);
    }
}
