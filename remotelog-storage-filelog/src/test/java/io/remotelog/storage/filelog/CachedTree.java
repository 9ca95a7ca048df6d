package io.remotelog.storage.filelog;

import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The files and folders of a {@link FaultyDisk}, by their absolute paths. Guarded by the lock of the disk.
 *
 * @param root the folder that holds all others
 * @param mount a folder of this name in the root is the root once more
 */
record CachedTree(CachedFolder root, String mount) {

    /** A file or folder, or null if there is none. */
    Object find(Path path) {
        // By its characters: the names of a path are paths that are made each time.
        String names = path.toString();
        int from = names.startsWith(mount, 1) ? mount.length() + 2 : 1;
        Object entry = root;
        while (from < names.length()) {
            if (!(entry instanceof CachedFolder folder)) {
                return null;
            }
            int end = names.indexOf('/', from);
            int to = end < 0 ? names.length() : end;
            entry = folder.get(names.substring(from, to));
            from = to + 1;
        }
        return entry;
    }

    CachedFile file(Path path) throws NoSuchFileException {
        if (find(path) instanceof CachedFile file) {
            return file;
        }
        throw new NoSuchFileException(path.toString());
    }

    CachedFolder folder(Path path) throws NoSuchFileException {
        if (find(path) instanceof CachedFolder folder) {
            return folder;
        }
        throw new NoSuchFileException(path.toString());
    }

    /** The folder that holds the last name of a path. */
    CachedFolder parent(Path path) throws NoSuchFileException {
        return folder(path.getParent());
    }

    /** The one name of a path. */
    Path real(Path path) throws NoSuchFileException {
        if (find(path) == null) {
            throw new NoSuchFileException(path.toString());
        }
        return path.startsWith("/" + mount) ? path : Path.of("/" + mount + path);
    }

    static String name(Path path) {
        return path.getFileName().toString();
    }
}
