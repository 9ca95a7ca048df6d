package io.remotelog.storage.filelog;

import io.remotelog.api.CorruptLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A small file of lines that only grows, or is replaced as a whole. A last line without an end, which a crash leaves, is none.
 * Any thread reads; one at a time writes.
 */
final class TextFile {
    private static final String TEMPORARY_SUFFIX = ".tmp";

    /** Some 800,000 lines; what is beyond is not believed. */
    private static final int MAX_BYTES = 64 << 20;

    private static final int MAX_SHOWN = 60;

    private final Disk disk;
    private final Path path;

    TextFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    boolean exists() {
        return disk.exists(path);
    }

    /** The lines, without their ends; none if there is no file. */
    List<String> lines() throws IOException {
        ByteBuffer bytes;
        try (DiskFile file = disk.openToRead(path)) {
            bytes = bytes(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        String[] parts = StandardCharsets.UTF_8.decode(bytes).toString().split("\n", -1);
        return List.of(parts).subList(0, parts.length - 1);
    }

    /** Adds a line, durably; to a file that is made if need be. */
    void append(String line) throws IOException {
        boolean isNew = !exists();
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = bytes(file);
            int end = bytes.limit();
            while (end > 0 && bytes.get(end - 1) != '\n') {
                end--;
            }
            file.cut(end);
            try {
                file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)), end);
                file.force();
            } catch (IOException e) {
                // Else it is read, and the next line goes behind it, though it may not be on the disk.
                file.cut(end);
                throw e;
            }
        }
        if (isNew) {
            disk.forceFolder(path.getParent());
        }
    }

    /** Puts these lines in place of what there is: the file is there as a whole, or as it was. */
    void replace(List<String> lines) throws IOException {
        String text = String.join("\n", lines) + "\n";
        Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY_SUFFIX);
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

    /** A line as a message shows it. */
    static String shown(String line) {
        String cut = line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "..." : line;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
