package io.remotelog.storage.filelog;

import io.remotelog.api.StoreInUseException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * All that the store does to a file system, so that a test can stand in for one that fails. Any thread.
 *
 * <p>The methods without a body are single operations: none of them is durable before the {@link DiskFile#force} of the
 * file, or the {@link #forceFolder} of the folder that holds the name.
 */
interface Disk {

    /** Opens a file to read and write, making it if it is absent. */
    DiskFile open(Path file) throws IOException;

    /**
     * As {@link #open}, to write past the system's cache where the file system can: whole blocks of {@link
     * Journal#ALIGNMENT}, at multiples of it, from buffers that lie so in memory.
     */
    DiskFile openDirect(Path file) throws IOException;

    /**
     * Opens a file to read.
     *
     * @throws NoSuchFileException if it is absent
     */
    DiskFile openToRead(Path file) throws IOException;

    /**
     * Maps a file to read it, as far as it goes now or grows later.
     *
     * @throws NoSuchFileException if it is absent
     */
    DiskMapping map(Path file) throws IOException;

    /** Whether there is a file or folder of this name. */
    boolean exists(Path path);

    /** Whether there is a folder of this name. */
    boolean isFolder(Path path);

    /**
     * The length of a file, in bytes.
     *
     * @throws NoSuchFileException if it is absent
     */
    long length(Path file) throws IOException;

    /**
     * The names in a folder, in any order.
     *
     * @throws NoSuchFileException if it is absent
     */
    List<String> names(Path folder) throws IOException;

    /** The one name of a path that other names, such as links, lead to. */
    Path real(Path path) throws IOException;

    /** Makes a folder in a folder that exists; does nothing if it is there. */
    void createFolder(Path folder) throws IOException;

    /** Gives a file or folder another name, at once, in place of a file that has it. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file or an empty folder, if it is there. */
    void delete(Path path) throws IOException;

    /** Makes the names in a folder survive a loss of power. */
    void forceFolder(Path folder) throws IOException;

    /** How many bytes this process may still write where the path is. */
    long usableBytes(Path path) throws IOException;

    /** Tells one start of the machine from another, or is empty where that is not known. */
    String bootId();

    /** Nanoseconds from any origin, by which an answer of the disk is recent or not. */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Keeps other writers out of a folder, in this process and in others.
     *
     * @throws StoreInUseException if there is one
     */
    Closeable lock(Path folder) throws IOException;

    /** Whether there is a writer in a folder, in this process or another one. */
    default boolean isLocked(Path folder) throws IOException {
        try {
            lock(folder).close();
            return false;
        } catch (StoreInUseException e) {
            return true;
        }
    }

    /** The days that cursors of this process have open here. */
    default OpenDays openDays() {
        return OpenDays.OF_PROCESS;
    }

    /** Makes a folder and those above it, durably. */
    default void createFolders(Path folder) throws IOException {
        if (isFolder(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createFolders(parent);
        }
        createFolder(folder);
        if (parent != null) {
            forceFolder(parent);
        }
    }

    /** Gives a file or folder another name, durably. */
    default void renameDurably(Path from, Path to) throws IOException {
        rename(from, to);
        forceFolder(to.getParent());
    }

    /** Removes a file or an empty folder, if it is there, durably. */
    default void deleteDurably(Path path) throws IOException {
        if (exists(path)) {
            delete(path);
            forceFolder(path.getParent());
        }
    }

    /** Removes a folder and what is in it, as far as it is still there. */
    default void deleteFolder(Path folder) throws IOException {
        List<String> names;
        try {
            names = names(folder);
        } catch (NoSuchFileException e) {
            return;
        }
        for (String name : names) {
            Path path = folder.resolve(name);
            if (isFolder(path)) {
                deleteFolder(path);
            } else {
                delete(path);
            }
        }
        delete(folder);
    }
}
