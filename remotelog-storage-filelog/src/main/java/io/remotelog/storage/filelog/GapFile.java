package io.remotelog.storage.filelog;

import io.remotelog.api.Days;
import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file that says what is missing from a mirror, as lines of text; there is none as long as nothing is:
 *
 * <pre>
 * remotelog gaps 1
 * gap 2026-11-20/17 2026-11-22 the master has removed these days
 * </pre>
 *
 * <p>A line tells of a {@link Gap}: the first record that may be missing, the last day, and the reason, in UTF-8. Lines are only
 * added, at most 1 MiB of them: some 10,000 gaps, after which a further one is refused until somebody has moved the file away. A
 * last line without an end, which a crash leaves, is passed over, and so is what cannot be read, which a verification tells as a
 * fault. Any thread reads; a writer that has the lock writes.
 */
final class GapFile {
    /** What a line should be. */
    static final String LINE_FORM = "'gap DATE/ID DATE REASON'";

    private static final String FIRST_LINE = "remotelog gaps 1";
    private static final String GAP = "gap ";
    private static final int GAP_WORDS = 4;
    private static final int MAX_BYTES = 1 << 20;

    private final LineFile file;

    GapFile(Disk disk, Path root) {
        file = new LineFile(disk, root.resolve(Layout.GAPS), MAX_BYTES);
    }

    /** The gaps that were noted, in that order. */
    List<Gap> read() throws IOException {
        List<String> lines = lines();
        return lines.stream().flatMap(line -> gap(line).stream()).toList();
    }

    /** The lines after the first one, whether they can be read or not. */
    List<String> lines() throws IOException {
        List<String> lines = file.lines().orElse(List.of());
        if (lines.isEmpty()) {
            return lines;
        }
        if (!lines.get(0).equals(FIRST_LINE)) {
            throw file.corrupt(1, LineFile.shown(lines.get(0)), "'" + FIRST_LINE + "'");
        }
        return lines.subList(1, lines.size());
    }

    /** The gap that a line tells of; empty if the line cannot be read. */
    static Optional<Gap> gap(String line) {
        String[] words = line.split(" ", GAP_WORDS);
        if (!line.startsWith(GAP) || words.length != GAP_WORDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Gap(Position.parse(words[1]), Days.parse(words[2]), words[3]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Adds a gap, unless it is there for whatever reason. Durable. */
    void note(Gap gap) throws IOException {
        if (read().stream().anyMatch(noted -> isSame(noted, gap))) {
            file.force();
            return;
        }
        List<String> lines = new ArrayList<>();
        if (file.lines().orElse(List.of()).isEmpty()) {
            lines.add(FIRST_LINE);
        }
        lines.add(GAP + gap.from() + " " + Days.format(gap.lastDay()) + " " + gap.reason());
        file.append(lines);
        file.forceName();
    }

    private static boolean isSame(Gap one, Gap other) {
        return one.from().equals(other.from()) && one.lastDay().equals(other.lastDay());
    }
}
