package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Days;
import io.remotelog.api.Epoch;
import io.remotelog.api.Lineage;
import io.remotelog.api.Position;
import io.remotelog.api.ZoneMismatchException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
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
 * removed 2026-11-20
 * </pre>
 *
 * <p>Each opening by a writer adds an epoch: an id, and where its first record went. Before a day with records is removed, that
 * day is added, unless it or a newer one was; of several the newest counts. A mirror writes the file anew when it adopts another
 * log's identity. Other lines are for later versions to add, and are passed over, as is a last line without an end, which a crash
 * leaves. Any thread reads; a writer that has the lock writes.
 */
final class LineageFile {
    private static final String FIRST_LINE = "remotelog lineage 1";
    private static final String LOG = "log ";
    private static final String ZONE = "zone ";
    private static final int FIXED_LINES = 3;
    private static final String EPOCH = "epoch ";
    private static final int EPOCH_WORDS = 3;
    private static final String REMOVED = "removed ";

    /** Some 800,000 openings; what is beyond is not believed. */
    private static final int MAX_BYTES = 64 << 20;

    private final Disk disk;
    private final Path root;
    private final LineFile file;

    LineageFile(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
        file = new LineFile(disk, root.resolve(Layout.LINEAGE), MAX_BYTES);
    }

    /** What the file says, or empty if there is none. */
    Optional<Lineage> read() throws IOException {
        Optional<List<String>> read = file.lines();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = read.get();
        if (lines.size() < FIXED_LINES) {
            throw file.corrupt(lines.size() + 1, "the file ends", "a line");
        }
        if (!lines.get(0).equals(FIRST_LINE)) {
            throw file.corrupt(1, LineFile.shown(lines.get(0)), "'" + FIRST_LINE + "'");
        }
        List<String> added = lines.subList(FIXED_LINES, lines.size());
        Optional<LocalDate> removed =
                added.stream().flatMap(line -> removed(line).stream()).max(Comparator.naturalOrder());
        return Optional.of(new Lineage(logId(lines.get(1)), zone(lines.get(2)), epochs(added), removed));
    }

    /**
     * Makes the file, unless it is there.
     *
     * @throws ZoneMismatchException if it tells another zone
     */
    void begin(ZoneId zone) throws IOException {
        Optional<Lineage> begun = read();
        if (begun.isEmpty()) {
            // The folder may be there because of one who died before its name was on the disk.
            disk.forceFolder(disk.real(root).getParent());
            replace(new Lineage(UUID.randomUUID(), zone));
        } else if (!begun.get().hasDaysOf(zone)) {
            throw new ZoneMismatchException(root.toString(), begun.get().zone(), zone);
        }
    }

    /** Adds an epoch to a file that is there, durably. */
    void add(Epoch epoch) throws IOException {
        file.append(List.of(line(epoch)));
    }

    /** Says what another log's lineage says, but for the days that were removed here. Durable. */
    void adopt(Lineage other) throws IOException {
        Lineage own = readWritten();
        Lineage adopted = new Lineage(other.logId(), other.zone(), other.epochs(), own.removedThrough());
        if (adopted.equals(own)) {
            file.force();
        } else {
            replace(adopted);
        }
    }

    /** Notes that a day with records is about to be removed. Durable. */
    void noteRemoved(LocalDate day) throws IOException {
        Optional<LocalDate> noted = readWritten().removedThrough();
        if (noted.isPresent() && !day.isAfter(noted.get())) {
            file.force();
        } else {
            file.append(List.of(REMOVED + Days.format(day)));
        }
    }

    private void replace(Lineage lineage) throws IOException {
        List<String> lines = new ArrayList<>(List.of(FIRST_LINE, LOG + lineage.logId(), ZONE + lineage.zone()));
        lineage.epochs().forEach(epoch -> lines.add(line(epoch)));
        lineage.removedThrough().ifPresent(day -> lines.add(REMOVED + Days.format(day)));
        file.replace(lines);
    }

    private Lineage readWritten() throws IOException {
        return read().orElseThrow(() -> file.corrupt(1, "there is no file", "'" + FIRST_LINE + "'"));
    }

    private static List<Epoch> epochs(List<String> lines) {
        return lines.stream().flatMap(line -> epoch(line).stream()).toList();
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

    /** The removed day that a line tells of; empty if it is another version's. */
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
            throw file.corrupt(2, LineFile.shown(line), "'log UUID'");
        }
        throw file.corrupt(2, LineFile.shown(line), "'log UUID'");
    }

    private ZoneId zone(String line) throws CorruptLogException {
        try {
            if (line.startsWith(ZONE)) {
                return ZoneId.of(line.substring(ZONE.length()));
            }
        } catch (DateTimeException e) {
            throw file.corrupt(3, LineFile.shown(line), "'zone ID' with a zone that this Java knows");
        }
        throw file.corrupt(3, LineFile.shown(line), "'zone ID'");
    }
}
