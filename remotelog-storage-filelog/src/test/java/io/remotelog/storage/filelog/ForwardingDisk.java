package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Passes all that is asked of a disk on to another one, so that a test can change one thing. */
class ForwardingDisk implements Disk {
    private final Disk disk;

    ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    /** Stands in for a file that was opened. */
    DiskFile file(DiskFile opened) {
        return opened;
    }

    @Override
    public OpenDays openDays() {
        return disk.openDays();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return file(disk.open(file));
    }

    @Override
    public DiskFile openDirect(Path file) throws IOException {
        return file(disk.openDirect(file));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return file(disk.openToRead(file));
    }

    @Override
    public DiskMapping map(Path file) throws IOException {
        return disk.map(file);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public boolean isFolder(Path path) {
        return disk.isFolder(path);
    }

    @Override
    public long length(Path file) throws IOException {
        return disk.length(file);
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        return disk.names(folder);
    }

    @Override
    public Path real(Path path) throws IOException {
        return disk.real(path);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        disk.createFolder(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }

    @Override
    public String bootId() {
        return disk.bootId();
    }

    @Override
    public Closeable lock(Path folder) throws IOException {
        return disk.lock(folder);
    }

    /** Passes all that is asked of a file on to another one. */
    static class ForwardingFile implements DiskFile {
        private final DiskFile file;

        ForwardingFile(DiskFile file) {
            this.file = file;
        }

        final String name() {
            return path().getFileName().toString();
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            file.write(bytes, offset);
        }

        @Override
        public void read(ByteBuffer bytes, long offset) throws IOException {
            file.read(bytes, offset);
        }

        @Override
        public void cut(long length) throws IOException {
            file.cut(length);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
