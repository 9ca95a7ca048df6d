package io.remotelog.storage.filelog;

import io.remotelog.api.StoreInUseException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a second writer out of a store, in this process and in others. Any thread.
 *
 * <p>The file holds the writer's process id as text. It is never removed: a process that waits for the lock of a removed
 * file would have a lock that nobody else sees.
 */
final class StoreLock implements Closeable {
    private static final int MAX_PID_BYTES = 20;

    /**
     * The stores that this process writes. Closing any handle of a locked file gives the lock of the whole process free,
     * so a store in here is not even opened.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path root;
    private final FileChannel channel;

    private StoreLock(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /** Locks the store in a folder that exists. */
    static StoreLock take(Path folder) throws IOException {
        Path root = folder.toRealPath();
        synchronized (HELD) {
            if (HELD.contains(root)) {
                throw new StoreInUseException(
                        root.toString(), ProcessHandle.current().pid());
            }
            FileChannel channel = open(root);
            try {
                lock(root, channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            HELD.add(root);
            return new StoreLock(root, channel);
        }
    }

    /** Whether the store in a folder has a writer. Makes no file. */
    static boolean isTaken(Path folder) throws IOException {
        Path root = folder.toRealPath();
        synchronized (HELD) {
            if (HELD.contains(root)) {
                return true;
            }
            // A lock for reading: several may ask at once. A writer that begins in this very moment is refused.
            try (FileChannel channel = FileChannel.open(root.resolve(Layout.LOCK), StandardOpenOption.READ);
                    FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return lock == null;
            } catch (NoSuchFileException e) {
                return false;
            } catch (OverlappingFileLockException e) {
                return true;
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (HELD.remove(root)) {
                channel.close();
            }
        }
    }

    private static FileChannel open(Path root) throws IOException {
        try {
            return FileChannel.open(
                    root.resolve(Layout.LOCK),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE);
        } catch (IOException e) {
            throw new IOException("store " + root + ": cannot write in the folder as this user: " + e, e);
        }
    }

    private static void lock(Path root, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // The same classes, loaded a second time in this process.
            throw new StoreInUseException(
                    root.toString(), ProcessHandle.current().pid());
        }
        if (lock == null) {
            throw new StoreInUseException(root.toString(), readPid(channel));
        }
        writePid(channel);
    }

    private static void writePid(FileChannel channel) {
        String pid = ProcessHandle.current().pid() + "\n";
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            // On a full disk a writer must open all the same, to delete days; the lock holds without the text.
            return;
        }
    }

    private static long readPid(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_BYTES);
        channel.read(bytes, 0);
        String text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
        return text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
    }
}
