package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Days;
import io.remotelog.api.Epoch;
import io.remotelog.api.Lineage;
import io.remotelog.api.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The file that says which log a store is, as lines of text:
 *
 * <pre>
 * remotelog lineage 1
 * log 8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d
 * zone Europe/Paris
 * epoch 0b0c7f5e-7b7e-4b44-9c5b-0d8a3c1f2e4a 2026-11-22/17
 * removed 2026-10-23
 * </pre>
 *
 * <p>Each opening by a writer adds an epoch: an id, and where its first record went. The store of a mirror has those of the
 * log that it copies. A day with records that is removed is noted if it is newer than those noted before. Other lines are for
 * later versions to add, and are passed over, as is a last line without an end, which a crash leaves. Any thread reads; a
 * writer that has the lock writes.
 */
final class LineageFile {
    private static final String FIRST_LINE = "remotelog lineage 1";
    private static final String LOG = "log ";
    private static final String ZONE = "zone ";
    private static final String EPOCH = "epoch ";
    private static final String REMOVED = "removed ";
    private static final int FIXED_LINES = 3;
    private static final int EPOCH_WORDS = 3;

    private final TextFile file;
    private final Path path;

    LineageFile(Disk disk, Path root) {
        path = root.resolve(Layout.LINEAGE);
        file = new TextFile(disk, path);
    }

    /** What the file says, or empty if there is none. */
    Optional<Lineage> read() throws IOException {
        if (!file.exists()) {
            return Optional.empty();
        }
        List<String> lines = file.lines();
        if (lines.size() < FIXED_LINES) {
            throw corrupt(lines.size() + 1, "the file ends", "a line");
        }
        if (!lines.get(0).equals(FIRST_LINE)) {
            throw corrupt(1, "'" + TextFile.shown(lines.get(0)) + "'", "'" + FIRST_LINE + "'");
        }
        UUID logId = logId(lines.get(1));
        ZoneId zone = zone(lines.get(2));
        List<Epoch> epochs = new ArrayList<>();
        Optional<LocalDate> removed = Optional.empty();
        for (String line : lines.subList(FIXED_LINES, lines.size())) {
            epoch(line).ifPresent(epochs::add);
            removed = later(removed, removed(line));
        }
        return Optional.of(new Lineage(logId, zone, epochs, removed));
    }

    private static Optional<LocalDate> later(Optional<LocalDate> a, Optional<LocalDate> b) {
        return a.isEmpty() || (b.isPresent() && b.get().isAfter(a.get())) ? b : a;
    }

    /** Adds an epoch to a file that is there, durably. */
    void add(Epoch epoch) throws IOException {
        file.append(line(epoch));
    }

    /** Notes, durably, in a file that is there, that a day with records is about to be removed. */
    void addRemoved(LocalDate day) throws IOException {
        Optional<Lineage> lineage = read();
        boolean newest = lineage.isPresent()
                && lineage.get().removedThrough().map(day::isAfter).orElse(true);
        if (newest) {
            file.append(REMOVED + Days.format(day));
        }
    }

    /** Writes the file, which is there whole or not at all. */
    void create(Lineage lineage) throws IOException {
        List<String> lines = new ArrayList<>(List.of(FIRST_LINE, LOG + lineage.logId(), ZONE + lineage.zone()));
        lineage.epochs().forEach(epoch -> lines.add(line(epoch)));
        lineage.removedThrough().ifPresent(day -> lines.add(REMOVED + Days.format(day)));
        file.replace(lines);
    }

    /** Puts the identity of another log in place of the one that is there, durably; what was removed here stays noted. */
    void adopt(Lineage other) throws IOException {
        Optional<Lineage> before = read();
        Lineage after =
                new Lineage(other.logId(), other.zone(), other.epochs(), before.flatMap(Lineage::removedThrough));
        if (!before.equals(Optional.of(after))) {
            create(after);
        }
    }

    private static String line(Epoch epoch) {
        return EPOCH + epoch.id() + " " + epoch.begin();
    }

    /** The epoch that a line tells of; empty if it is another version's. */
    private static Optional<Epoch> epoch(String line) {
        String[] words = line.split(" ", -1);
        if (!line.startsWith(EPOCH) || words.length != EPOCH_WORDS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Epoch(UUID.fromString(words[1]), Position.parse(words[2])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> removed(String line) {
        try {
            return line.startsWith(REMOVED)
                    ? Optional.of(Days.parse(line.substring(REMOVED.length())))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private UUID logId(String line) throws CorruptLogException {
        try {
            if (line.startsWith(LOG)) {
                return UUID.fromString(line.substring(LOG.length()));
            }
        } catch (IllegalArgumentException e) {
            throw corrupt(2, "'" + TextFile.shown(line) + "'", "'log UUID'");
        }
        throw corrupt(2, "'" + TextFile.shown(line) + "'", "'log UUID'");
    }

    private ZoneId zone(String line) throws CorruptLogException {
        try {
            if (line.startsWith(ZONE)) {
                return ZoneId.of(line.substring(ZONE.length()));
            }
        } catch (DateTimeException e) {
            throw corrupt(3, "'" + TextFile.shown(line) + "'", "'zone ID' with a zone that this Java knows");
        }
        throw corrupt(3, "'" + TextFile.shown(line) + "'", "'zone ID'");
    }

    private CorruptLogException corrupt(int line, String got, String want) {
        return new CorruptLogException(path + " line " + line + ": " + got + ", want " + want);
    }
}
