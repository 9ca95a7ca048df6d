package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Days;
import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file in which a mirror notes what it will never get, as lines of text:
 *
 * <pre>
 * gap 2026-11-22/17 2026-11-24 the master removed it by its retention
 * </pre>
 *
 * <p>From that position to the end of that day records are missing, for that reason. A last line without an end, which a
 * crash leaves, is passed over. Any thread reads; a writer that has the lock writes.
 */
final class GapsFile {
    private static final String GAP = "gap ";
    private static final int WORDS = 4;

    private final TextFile file;
    private final Path path;

    GapsFile(Disk disk, Path root) {
        path = root.resolve(Layout.GAPS);
        file = new TextFile(disk, path);
    }

    /** What the file says; nothing if there is none. */
    List<Gap> read() throws IOException {
        List<Gap> gaps = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            gaps.add(gap(lines.get(i), i + 1));
        }
        return gaps;
    }

    /** Adds a gap, durably, unless it is there. */
    void add(Gap gap) throws IOException {
        boolean there = read().stream()
                .anyMatch(other ->
                        other.from().equals(gap.from()) && other.lastDay().equals(gap.lastDay()));
        if (!there) {
            file.append(GAP + gap.from() + " " + Days.format(gap.lastDay()) + " " + gap.reason());
        }
    }

    private Gap gap(String line, int number) throws CorruptLogException {
        String[] words = line.split(" ", WORDS);
        try {
            if (line.startsWith(GAP) && words.length == WORDS) {
                return new Gap(Position.parse(words[1]), Days.parse(words[2]), words[3]);
            }
        } catch (IllegalArgumentException e) {
            throw corrupt(line, number);
        }
        throw corrupt(line, number);
    }

    private CorruptLogException corrupt(String line, int number) {
        return new CorruptLogException(
                path + " line " + number + ": '" + TextFile.shown(line) + "', want 'gap DATE/ID DATE REASON'");
    }
}
