package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A day that cursors of this process read: where its folder is by now, and the mappings that they share. Any thread;
 * made, counted and moved by {@link OpenDays}.
 */
final class OpenDay {
    private final Disk disk;
    private final Map<String, Shared> mappings = new HashMap<>();
    private Path path;
    private boolean deleted;

    /** Guarded by {@link OpenDays}. */
    private int cursors;

    private static final class Shared {
        final DiskMapping mapping;
        int users;

        Shared(DiskMapping mapping) {
            this.mapping = mapping;
        }
    }

    OpenDay(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
    }

    Disk disk() {
        return disk;
    }

    /** Whether the day was removed from the store, so that what the store says of such a day is not about this one. */
    synchronized boolean isDeleted() {
        return deleted;
    }

    /**
     * Maps a file of the day, or shares the mapping that is there; {@link #release} ends the use.
     *
     * @throws NoSuchFileException if it is absent
     */
    synchronized DiskMapping acquire(String name) throws IOException {
        Shared shared = mappings.get(name);
        if (shared == null) {
            shared = new Shared(disk.map(path.resolve(name)));
            mappings.put(name, shared);
        }
        shared.users++;
        return shared.mapping;
    }

    /** Whether the day has a file of this name. */
    synchronized boolean has(String name) {
        return disk.exists(path.resolve(name));
    }

    synchronized void release(String name) {
        Shared shared = mappings.get(name);
        shared.users--;
        if (shared.users == 0) {
            mappings.remove(name);
            shared.mapping.close();
        }
    }

    /** Renames the folder, not durably yet; no cursor opens a file of it meanwhile. */
    synchronized void move(Path to) throws IOException {
        disk.rename(path, to);
        path = to;
        deleted = true;
    }

    synchronized Path path() {
        return path;
    }

    void addCursor() {
        cursors++;
    }

    /** Whether that was the last one. */
    boolean removeCursor() {
        cursors--;
        return cursors == 0;
    }
}
