package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a repair writes in place of what it finds in a day's files, and keeps of that: a folder {@code repair-N} in the day
 * folder, which no program looks into. One thread.
 *
 * <p>It has a file for each one that was changed, of the same name, in which the old bytes are where they were; and
 * {@code replaced}, with a line for each stretch of them: the file, its offset, its length.
 *
 * <p>The old bytes are on the disk before the new ones are written, and data are written before checksums and index.
 */
final class Replacements implements Closeable {
    private static final String FOLDER_PREFIX = "repair-";
    private static final String LIST = "replaced";

    /** Bytes that are held back, to write many small changes at once. */
    private static final int HELD_BYTES = 4 << 20;

    private static final int COPY_BYTES = 1 << 20;

    private final DayFolder folder;
    private final Map<String, DiskFile> files = new LinkedHashMap<>();
    private final Map<String, DiskFile> kept = new LinkedHashMap<>();
    private final List<Change> held = new ArrayList<>();
    private int heldBytes;
    private Path side;
    private long listLength;
    private boolean madeFile;

    private static final class Change {
        final String name;
        final long offset;
        ByteBuffer bytes;

        Change(String name, long offset, ByteBuffer bytes) {
            this.name = name;
            this.offset = offset;
            this.bytes = bytes;
        }

        boolean isFollowedBy(String otherName, long otherOffset) {
            return name.equals(otherName) && offset + bytes.position() == otherOffset;
        }
    }

    Replacements(DayFolder folder) {
        this.folder = folder;
    }

    /** Whether anything was replaced or cut. */
    boolean isEmpty() {
        return side == null && held.isEmpty() && files.isEmpty();
    }

    /** Changes bytes of a file, or adds some; {@link #mayWrite} says when that can be done. */
    void put(String name, long offset, ByteBuffer bytes) {
        for (int i = held.size() - 1; i >= Math.max(0, held.size() - 3); i--) {
            Change before = held.get(i);
            if (before.isFollowedBy(name, offset)) {
                if (before.bytes.remaining() < bytes.remaining()) {
                    ByteBuffer larger = ByteBuffer.allocate(2 * (before.bytes.position() + bytes.remaining()));
                    before.bytes = larger.put(before.bytes.flip());
                }
                heldBytes += bytes.remaining();
                before.bytes.put(bytes);
                return;
            }
        }
        heldBytes += bytes.remaining();
        held.add(new Change(name, offset, ByteBuffer.allocate(bytes.remaining()).put(bytes)));
    }

    /** The changes so far can be written: those of a record are all there. */
    void mayWrite() throws IOException {
        if (heldBytes >= HELD_BYTES) {
            write();
        }
    }

    /** Writes what is held back. */
    void write() throws IOException {
        for (Change change : held) {
            keep(change.name, change.offset, change.bytes.flip().remaining());
        }
        forceKept();
        for (int rank = 0; rank <= 2; rank++) {
            for (Change change : held) {
                if (rank(change.name) == rank) {
                    file(change.name).write(change.bytes, change.offset);
                }
            }
        }
        held.clear();
        heldBytes = 0;
    }

    /** Cuts a file, and keeps what that takes away. */
    void cut(String name, long length) throws IOException {
        write();
        keep(name, length, Long.MAX_VALUE - length);
        forceKept();
        file(name).cut(length);
    }

    /** Removes a file, and keeps what is in it. */
    void remove(String name) throws IOException {
        cut(name, 0);
        files.remove(name).close();
        folder.disk().delete(folder.path().resolve(name));
        madeFile = true;
    }

    /** Keeps a file that something else is about to write. */
    void keepWhole(String name) throws IOException {
        keep(name, 0, Long.MAX_VALUE);
        forceKept();
    }

    /** Writes what is held back, and makes all that was written survive a loss of power. */
    void force() throws IOException {
        write();
        for (DiskFile file : files.values()) {
            file.force();
        }
        if (madeFile) {
            folder.disk().forceFolder(folder.path());
        }
    }

    @Override
    public void close() throws IOException {
        List<DiskFile> open = new ArrayList<>(files.values());
        open.addAll(kept.values());
        files.clear();
        kept.clear();
        for (DiskFile file : open) {
            file.close();
        }
    }

    private void keep(String name, long offset, long length) throws IOException {
        Disk disk = folder.disk();
        Path path = folder.path().resolve(name);
        long there = disk.exists(path) ? Math.min(disk.length(path) - offset, length) : 0;
        if (there <= 0) {
            return;
        }
        copy(path, keptFile(name), offset, there);
        byte[] line = (name + " " + offset + " " + there + "\n").getBytes(StandardCharsets.US_ASCII);
        keptFile(LIST).write(ByteBuffer.wrap(line), listLength);
        listLength += line.length;
    }

    private void copy(Path from, DiskFile to, long offset, long length) throws IOException {
        try (DiskFile file = folder.disk().openToRead(from)) {
            ByteBuffer block = ByteBuffer.allocate((int) Math.min(COPY_BYTES, length));
            for (long done = 0; done < length; done += block.limit()) {
                file.read(block.clear().limit((int) Math.min(block.capacity(), length - done)), offset + done);
                to.write(block.flip(), offset + done);
                if (block.limit() == 0) {
                    return;
                }
            }
        }
    }

    private void forceKept() throws IOException {
        for (DiskFile file : kept.values()) {
            file.force();
        }
        if (side != null) {
            folder.disk().forceFolder(side);
        }
    }

    private DiskFile keptFile(String name) throws IOException {
        DiskFile open = kept.get(name);
        if (open == null) {
            open = folder.disk().open(side().resolve(name));
            kept.put(name, open);
        }
        return open;
    }

    private Path side() throws IOException {
        if (side == null) {
            int number = 1;
            while (folder.disk().exists(folder.path().resolve(FOLDER_PREFIX + number))) {
                number++;
            }
            side = folder.path().resolve(FOLDER_PREFIX + number);
            folder.disk().createFolders(side);
        }
        return side;
    }

    private DiskFile file(String name) throws IOException {
        DiskFile open = files.get(name);
        if (open == null) {
            Path path = folder.path().resolve(name);
            madeFile |= !folder.disk().exists(path);
            open = folder.disk().open(path);
            files.put(name, open);
        }
        return open;
    }

    private static int rank(String name) {
        return switch (name) {
            case Layout.INDEX -> 2;
            case Layout.CHECKSUMS -> 1;
            default -> 0;
        };
    }
}
