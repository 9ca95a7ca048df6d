package io.remotelog.storage.filelog;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A day that cursors of this process read: where its folder is by now, and the mappings that they share. Any thread;
 * made, counted and moved by {@link OpenDays}.
 */
final class OpenDay {
    private final Map<Integer, DataMapping> mappings = new HashMap<>();
    private Path path;
    private boolean deleted;

    /** Guarded by {@link OpenDays}. */
    private int cursors;

    OpenDay(Path path) {
        this.path = path;
    }

    /** Whether the day was removed from the store, so that what the store says of such a day is not about this one. */
    synchronized boolean isDeleted() {
        return deleted;
    }

    synchronized RandomAccessFile openIndex() throws IOException {
        return new RandomAccessFile(path.resolve(Layout.INDEX).toFile(), "r");
    }

    /** Maps a data file, or shares the mapping that is there. */
    synchronized DataMapping acquire(int number) throws IOException {
        DataMapping mapping = mappings.get(number);
        if (mapping == null) {
            mapping = new DataMapping(path.resolve(DayFolder.dataName(number)), number);
            mappings.put(number, mapping);
        }
        mapping.users++;
        return mapping;
    }

    synchronized void release(DataMapping mapping) {
        mapping.users--;
        if (mapping.users == 0) {
            mappings.remove(mapping.number());
            mapping.close();
        }
    }

    /** Renames the folder; no cursor opens a file of it meanwhile. */
    synchronized void move(Disk disk, Path to) throws IOException {
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
