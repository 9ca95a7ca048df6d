package io.remotelog.storage.filelog;

import java.util.ArrayDeque;
import java.util.Deque;

/** What happened in a simulated world, line by line, so that a run that failed can be read. One thread. */
final class SimTrace {
    private static final boolean PRINT = Boolean.getBoolean("remotelog.mirroring.trace");

    /** A violation shows so many of the last lines; the property prints them all. */
    private static final int MAX_LINES = 120;

    private final SimTime time;
    private final Deque<String> last = new ArrayDeque<>();

    SimTrace(SimTime time) {
        this.time = time;
    }

    void tell(String line) {
        String timed = time.now() / 1e9 + " " + line;
        last.add(timed);
        if (last.size() > MAX_LINES) {
            last.remove();
        }
        if (PRINT) {
            System.out.println(timed);
        }
    }

    @Override
    public String toString() {
        return String.join("\n", last);
    }
}
