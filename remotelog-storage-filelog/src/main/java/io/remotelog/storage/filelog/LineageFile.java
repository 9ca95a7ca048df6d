package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Lineage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/**
 * The file that says which log a store is, as lines of text:
 *
 * <pre>
 * remotelog lineage 1
 * log 8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d
 * zone Europe/Paris
 * </pre>
 *
 * <p>Lines that follow are for later versions to add, and are passed over. Any thread reads; a writer that has the lock
 * makes it.
 */
final class LineageFile {
    private static final String FIRST_LINE = "remotelog lineage 1";
    private static final String LOG = "log ";
    private static final String ZONE = "zone ";
    private static final String TEMPORARY_SUFFIX = ".tmp";

    /** Three lines are far shorter. */
    private static final int READ_BYTES = 4096;

    private final Disk disk;
    private final Path path;

    LineageFile(Disk disk, Path root) {
        this.disk = disk;
        path = root.resolve(Layout.LINEAGE);
    }

    /** What the file says, or empty if there is none. */
    Optional<Lineage> read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
        try (DiskFile file = disk.openToRead(path)) {
            file.read(bytes, 0);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] lines = StandardCharsets.UTF_8.decode(bytes.flip()).toString().split("\n", -1);
        // The part after the last line end is no line, so a whole file splits into four.
        if (lines.length < 4) {
            throw corrupt(lines.length, "the file ends", "a line");
        }
        if (!lines[0].equals(FIRST_LINE)) {
            throw corrupt(1, "'" + shown(lines[0]) + "'", "'" + FIRST_LINE + "'");
        }
        return Optional.of(new Lineage(logId(lines[1]), zone(lines[2])));
    }

    /** Writes the file, which is there whole or not at all. */
    void create(Lineage lineage) throws IOException {
        String text = FIRST_LINE + "\n" + LOG + lineage.logId() + "\n" + ZONE + lineage.zone() + "\n";
        Path temporary = path.resolveSibling(Layout.LINEAGE + TEMPORARY_SUFFIX);
        try (DiskFile file = disk.open(temporary)) {
            file.cut(0);
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            file.force();
        }
        disk.renameDurably(temporary, path);
    }

    private UUID logId(String line) throws CorruptLogException {
        try {
            if (line.startsWith(LOG)) {
                return UUID.fromString(line.substring(LOG.length()));
            }
        } catch (IllegalArgumentException e) {
            throw corrupt(2, "'" + shown(line) + "'", "'log UUID'");
        }
        throw corrupt(2, "'" + shown(line) + "'", "'log UUID'");
    }

    private ZoneId zone(String line) throws CorruptLogException {
        try {
            if (line.startsWith(ZONE)) {
                return ZoneId.of(line.substring(ZONE.length()));
            }
        } catch (DateTimeException e) {
            throw corrupt(3, "'" + shown(line) + "'", "'zone ID' with a zone that this Java knows");
        }
        throw corrupt(3, "'" + shown(line) + "'", "'zone ID'");
    }

    private CorruptLogException corrupt(int line, String got, String want) {
        return new CorruptLogException(path + " line " + line + ": " + got + ", want " + want);
    }

    private static String shown(String line) {
        String cut = line.length() > 60 ? line.substring(0, 60) + "..." : line;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
