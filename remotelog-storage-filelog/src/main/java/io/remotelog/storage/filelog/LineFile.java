package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of lines of text, to which lines are added one by one, each of them whole and on the disk or no line at all. Any
 * thread reads; a writer that has the store's lock writes.
 *
 * <p>The end of a line is written once the rest of it is on the disk. So what a crash leaves is a last line without an end: it
 * is passed over, and cut off when the next one is added.
 */
final class LineFile {
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final int SHOWN_CHARS = 60;

    private final Disk disk;
    private final Path path;
    private final int maxBytes;

    /**
     * Looks at nothing yet.
     *
     * @param maxBytes what is longer is not read, and nothing that would make it longer is written
     */
    LineFile(Disk disk, Path path, int maxBytes) {
        this.disk = disk;
        this.path = path;
        this.maxBytes = maxBytes;
    }

    /** The lines that have an end, or empty if there is no file. */
    Optional<List<String>> lines() throws IOException {
        ByteBuffer bytes;
        try (DiskFile file = disk.openToRead(path)) {
            bytes = bytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] parts = StandardCharsets.UTF_8.decode(bytes).toString().split("\n", -1);
        // What comes after the last line end is no line.
        return Optional.of(List.of(parts).subList(0, parts.length - 1));
    }

    /** Adds lines behind those that have an end, durably but for the file's name; makes the file if it is absent. */
    void append(List<String> lines) throws IOException {
        byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = bytes(file);
            int end = bytes.limit();
            while (end > 0 && bytes.get(end - 1) != '\n') {
                end--;
            }
            requireRoom(end + text.length + 1L);
            file.cut(end);
            try {
                file.write(ByteBuffer.wrap(text), end);
                file.force();
                file.write(ByteBuffer.wrap(new byte[] {'\n'}), end + text.length);
                file.force();
            } catch (IOException e) {
                // Else it is read, and the next line goes behind it, though it may not be on the disk.
                file.cut(end);
                throw e;
            }
        }
    }

    /** Writes the file anew: whoever reads it, and whatever fails, finds the one before or this one. Durable. */
    void replace(List<String> lines) throws IOException {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        requireRoom(text.length);
        Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY_SUFFIX);
        try (DiskFile file = disk.open(temporary)) {
            file.cut(0);
            file.write(ByteBuffer.wrap(text), 0);
            file.force();
        }
        disk.renameDurably(temporary, path);
    }

    /** Makes durable what is there: who wrote it may have died before it was. */
    void force() throws IOException {
        try (DiskFile file = disk.open(path)) {
            file.force();
        }
        forceName();
    }

    /** Makes durable that there is a file of this name. */
    void forceName() throws IOException {
        disk.forceFolder(path.getParent());
    }

    /** What an error says of a line that is not as it should be. */
    CorruptLogException corrupt(int lineNumber, String got, String want) {
        return new CorruptLogException(path + " line " + lineNumber + ": " + got + ", want " + want);
    }

    /** A line in quotes, cut to 60 characters, without control characters. */
    static String shown(String line) {
        String cut = line.length() > SHOWN_CHARS ? line.substring(0, SHOWN_CHARS) + "..." : line;
        return "'" + cut.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    private ByteBuffer bytes(DiskFile file) throws IOException {
        long length = file.length();
        if (length > maxBytes) {
            throw new CorruptLogException(path + " has " + length + " bytes, want at most " + maxBytes);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        file.read(bytes, 0);
        return bytes.flip();
    }

    private void requireRoom(long length) throws IOException {
        if (length > maxBytes) {
            throw new IOException(path + " is full: it would have " + length + " bytes, want at most " + maxBytes);
        }
    }
}
