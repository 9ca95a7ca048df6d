package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * All that a writer does to the file system, apart from reading and writing a {@link DiskFile}. One thread.
 *
 * <p>What it makes, renames or removes survives a loss of power if the fsync policy asks for that.
 */
final class Disk {
    private final FsyncPolicy policy;

    Disk(FsyncPolicy policy) {
        this.policy = policy;
    }

    /** Opens a file to read and write, making it if it is absent. */
    DiskFile open(Path path) throws IOException {
        boolean absent = !Files.exists(path);
        DiskFile file;
        try {
            file = new DiskFile(path, policy);
        } catch (IOException e) {
            throw DiskFailure.named("cannot open " + path, e);
        }
        if (absent) {
            try {
                forceFolder(path.getParent());
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }
        return file;
    }

    /** Makes a folder and those above it. */
    void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createFolders(parent);
        }
        // Not createDirectory: another process may have made it meanwhile.
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw DiskFailure.named("cannot make folder " + folder, e);
        }
        if (parent != null) {
            forceFolder(parent);
        }
    }

    void createEmpty(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw DiskFailure.named("cannot make " + file, e);
        }
        try {
            forceFolder(file.getParent());
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(to.getParent());
    }

    void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            forceFolder(file.getParent());
        }
    }

    /** Removes a folder and what is in it, as far as it is still there. */
    static void deleteFolder(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isDirectory(file)) {
                    deleteFolder(file);
                } else {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(folder);
    }

    private void forceFolder(Path folder) throws IOException {
        if (policy == FsyncPolicy.COMMIT) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
