package io.remotelog.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How many records there were, and when that was seen.
 *
 * <p>Times are of {@link System#nanoTime()}. On Linux that is CLOCK_MONOTONIC, which all processes of a machine share, so a
 * master's times can be compared with a replica's.
 */
final class Steps {
    private final long[] counts;
    private final long[] nanos;

    /**
     * Keeps what was seen.
     *
     * @param counts rising
     * @param nanos when each was seen first
     */
    Steps(long[] counts, long[] nanos) {
        this.counts = counts;
        this.nanos = nanos;
    }

    /** When a record was seen to be there, or the largest long if it was not. */
    long nanosOf(long id) {
        int at = Arrays.binarySearch(counts, id + 1);
        int first = at >= 0 ? at : -at - 1;
        return first < counts.length ? nanos[first] : Long.MAX_VALUE;
    }

    /** How many records there were at a time. */
    long countAt(long time) {
        int at = 0;
        while (at < nanos.length && nanos[at] <= time) {
            at++;
        }
        return at == 0 ? 0 : counts[at - 1];
    }

    /** Writes a line for each step. */
    void write(Path file) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < counts.length; i++) {
                writer.write(counts[i] + " " + nanos[i] + "\n");
            }
        }
    }

    static Steps read(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long[][] steps = lines.lines()
                    .map(line -> line.split(" "))
                    .map(words -> new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])})
                    .toArray(long[][]::new);
            return new Steps(
                    Arrays.stream(steps).mapToLong(step -> step[0]).toArray(),
                    Arrays.stream(steps).mapToLong(step -> step[1]).toArray());
        }
    }
}
