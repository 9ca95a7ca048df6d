package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Epoch;
import io.remotelog.api.Lineage;
import io.remotelog.api.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
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
 * </pre>
 *
 * <p>Each opening by a writer adds an epoch: an id, and where its first record went. Other lines are for later versions to
 * add, and are passed over, as is a last line without an end, which a crash leaves. Any thread reads; a writer that has the
 * lock writes.
 */
final class LineageFile {
    private static final String FIRST_LINE = "remotelog lineage 1";
    private static final String LOG = "log ";
    private static final String ZONE = "zone ";
    private static final String EPOCH = "epoch ";
    private static final int EPOCH_WORDS = 3;
    private static final String TEMPORARY_SUFFIX = ".tmp";

    /** Some 800,000 openings; what is beyond is not believed. */
    private static final int MAX_BYTES = 64 << 20;

    private final Disk disk;
    private final Path path;

    LineageFile(Disk disk, Path root) {
        this.disk = disk;
        path = root.resolve(Layout.LINEAGE);
    }

    /** What the file says, or empty if there is none. */
    Optional<Lineage> read() throws IOException {
        ByteBuffer bytes;
        try (DiskFile file = disk.openToRead(path)) {
            bytes = bytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] lines = StandardCharsets.UTF_8.decode(bytes).toString().split("\n", -1);
        // The part after the last line end is no line, so a whole file splits into four.
        if (lines.length < 4) {
            throw corrupt(lines.length, "the file ends", "a line");
        }
        if (!lines[0].equals(FIRST_LINE)) {
            throw corrupt(1, "'" + shown(lines[0]) + "'", "'" + FIRST_LINE + "'");
        }
        return Optional.of(new Lineage(logId(lines[1]), zone(lines[2]), epochs(lines)));
    }

    /** Adds an epoch to a file that is there, durably. */
    void add(Epoch epoch) throws IOException {
        String line = EPOCH + epoch.id() + " " + epoch.begin() + "\n";
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = bytes(file);
            int end = bytes.limit();
            while (end > 0 && bytes.get(end - 1) != '\n') {
                end--;
            }
            file.cut(end);
            try {
                file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), end);
                file.force();
            } catch (IOException e) {
                // Else it is read, and the next line goes behind it, though it may not be on the disk.
                file.cut(end);
                throw e;
            }
        }
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

    private ByteBuffer bytes(DiskFile file) throws IOException {
        long length = file.length();
        if (length > MAX_BYTES) {
            throw new CorruptLogException(path + " has " + length + " bytes, want at most " + MAX_BYTES);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        file.read(bytes, 0);
        return bytes.flip();
    }

    private static List<Epoch> epochs(String[] lines) {
        List<Epoch> epochs = new ArrayList<>();
        for (int i = 3; i < lines.length - 1; i++) {
            epoch(lines[i]).ifPresent(epochs::add);
        }
        return epochs;
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
