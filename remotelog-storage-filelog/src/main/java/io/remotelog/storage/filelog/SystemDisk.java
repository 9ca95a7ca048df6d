package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The file systems of the machine. */
final class SystemDisk implements Disk {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    @Override
    public DiskFile open(Path file) throws IOException {
        try {
            return SystemFile.writable(file);
        } catch (IOException e) {
            throw DiskFailure.named("cannot open " + file, e);
        }
    }

    @Override
    public DiskFile openDirect(Path file) throws IOException {
        try {
            return SystemFile.direct(file);
        } catch (IOException | UnsupportedOperationException e) {
            // Not every file system has it, tmpfs for one.
            return open(file);
        }
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return SystemFile.readable(file);
    }

    @Override
    public DiskMapping map(Path file) throws IOException {
        return new SystemMapping(file);
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public boolean isFolder(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public long length(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        return names;
    }

    @Override
    public Path real(Path path) throws IOException {
        return path.toRealPath();
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        try {
            // Not createDirectory: another process may have made it meanwhile.
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw DiskFailure.named("cannot make folder " + folder, e);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DiskFailure.named("cannot rename " + from + " to " + to, e);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw DiskFailure.named("cannot remove " + path, e);
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw DiskFailure.named("cannot fsync folder " + folder, e);
        }
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return Files.getFileStore(path).getUsableSpace();
    }

    @Override
    public String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            // Not Linux, or hidden: each start is then taken for a start of the machine, the careful side.
            return "";
        }
    }

    @Override
    public Closeable lock(Path folder) throws IOException {
        return StoreLock.take(folder);
    }

    @Override
    public boolean isLocked(Path folder) throws IOException {
        return StoreLock.isTaken(folder);
    }
}
