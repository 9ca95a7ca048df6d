package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The days that cursors of this process read, in whichever store object, so that a deleted day stays readable to them:
 * its folder is renamed at once, and its files go with the last cursor. Any thread.
 */
final class OpenDays {
    /** By the real path of the folder, that of a renamed one included. */
    private static final Map<Path, OpenDay> OPEN = new HashMap<>();

    private OpenDays() {}

    static OpenDay acquire(DayFolder folder) throws IOException {
        Path path = folder.path().toRealPath();
        synchronized (OPEN) {
            OpenDay day = OPEN.computeIfAbsent(path, OpenDay::new);
            day.addCursor();
            return day;
        }
    }

    static void release(OpenDay day) {
        synchronized (OPEN) {
            if (!day.removeCursor()) {
                return;
            }
            OPEN.remove(day.path());
        }
        if (day.isDeleted()) {
            removeFiles(day.path());
        }
    }

    /** Takes a day out of the store at once, and removes its files when no cursor reads them any more. */
    static void delete(Disk disk, DayFolder folder) throws IOException {
        Path from = folder.path().toRealPath();
        Path to;
        synchronized (OPEN) {
            to = graveOf(from);
            OpenDay day = OPEN.get(from);
            if (day != null) {
                day.move(disk, to);
                OPEN.remove(from);
                OPEN.put(to, day);
                return;
            }
            disk.rename(from, to);
        }
        removeFiles(to);
    }

    /** Removes what a process that deleted days left behind because it died. */
    static void removeLeftovers(Path root) throws IOException {
        synchronized (OPEN) {
            try (DirectoryStream<Path> folders =
                    Files.newDirectoryStream(root.toRealPath(), Layout.DELETED_PREFIX + "*")) {
                for (Path folder : folders) {
                    if (!OPEN.containsKey(folder)) {
                        Disk.deleteFolder(folder);
                    }
                }
            }
        }
    }

    private static void removeFiles(Path deleted) {
        try {
            Disk.deleteFolder(deleted);
        } catch (IOException e) {
            // The day is gone all the same, and the next writer removes what is left.
            return;
        }
    }

    private static Path graveOf(Path folder) {
        String name = Layout.DELETED_PREFIX + folder.getFileName();
        Path grave = folder.resolveSibling(name);
        // Cursors may still read a day that was here, and deleted, before.
        for (int i = 2; Files.exists(grave); i++) {
            grave = folder.resolveSibling(name + "-" + i);
        }
        return grave;
    }
}
