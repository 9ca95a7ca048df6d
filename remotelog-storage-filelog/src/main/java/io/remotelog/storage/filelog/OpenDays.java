package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The days of a disk that cursors of this process read, in whichever store object, so that a deleted day stays readable to
 * them: its folder is renamed at once, and its files go with the last cursor. Any thread.
 */
final class OpenDays {
    /** Those of the machine's file systems. */
    static final OpenDays OF_PROCESS = new OpenDays();

    /** By the real path of the folder, that of a renamed one included. */
    private final Map<Path, OpenDay> open = new HashMap<>();

    OpenDay acquire(DayFolder folder) throws IOException {
        Path path = folder.disk().real(folder.path());
        synchronized (open) {
            OpenDay day = open.computeIfAbsent(path, real -> new OpenDay(folder.disk(), real));
            day.addCursor();
            return day;
        }
    }

    void release(OpenDay day) {
        synchronized (open) {
            if (!day.removeCursor()) {
                return;
            }
            open.remove(day.path());
        }
        if (day.isDeleted()) {
            removeFiles(day.disk(), day.path());
        }
    }

    /** Takes a day out of the store at once, and removes its files when no cursor reads them any more. */
    void delete(DayFolder folder) throws IOException {
        Disk disk = folder.disk();
        Path from = disk.real(folder.path());
        Path to;
        synchronized (open) {
            to = graveOf(disk, from);
            OpenDay day = open.get(from);
            if (day != null) {
                day.move(to);
                open.remove(from);
                open.put(to, day);
                // After that: should it fail, cursors find the files where they are by now.
                disk.forceFolder(to.getParent());
                return;
            }
            disk.renameDurably(from, to);
        }
        removeFiles(disk, to);
    }

    /** Removes what a process that deleted days left behind because it died. */
    void removeLeftovers(Disk disk, Path root) throws IOException {
        Path real = disk.real(root);
        synchronized (open) {
            for (String name : disk.names(real)) {
                Path folder = real.resolve(name);
                if (name.startsWith(Layout.DELETED_PREFIX) && !open.containsKey(folder)) {
                    disk.deleteFolder(folder);
                }
            }
        }
    }

    private static void removeFiles(Disk disk, Path deleted) {
        try {
            disk.deleteFolder(deleted);
        } catch (IOException e) {
            // The day is gone all the same, and the next writer removes what is left.
            return;
        }
    }

    private static Path graveOf(Disk disk, Path folder) {
        String name = Layout.DELETED_PREFIX + folder.getFileName();
        Path grave = folder.resolveSibling(name);
        // Cursors may still read a day that was here, and deleted, before.
        for (int i = 2; disk.exists(grave); i++) {
            grave = folder.resolveSibling(name + "-" + i);
        }
        return grave;
    }
}
