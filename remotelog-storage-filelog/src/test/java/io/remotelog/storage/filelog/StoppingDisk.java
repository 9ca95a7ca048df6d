package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The disk of the machine, until it has changed something so many times: from then on it changes nothing more. */
final class StoppingDisk implements Disk {
    private final Disk disk = new SystemDisk();
    private int left;

    StoppingDisk(int changes) {
        left = changes;
    }

    boolean hasStopped() {
        return left < 0;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new StoppingFile(disk.open(file));
    }

    @Override
    public DiskFile openDirect(Path file) throws IOException {
        return open(file);
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return disk.openToRead(file);
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
        change();
        disk.createFolder(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change();
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        change();
        disk.delete(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        change();
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

    private void change() throws IOException {
        left--;
        if (left < 0) {
            throw new IOException("stopped");
        }
    }

    private final class StoppingFile implements DiskFile {
        private final DiskFile file;

        StoppingFile(DiskFile file) {
            this.file = file;
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
            change();
            file.write(bytes, offset);
        }

        @Override
        public void read(ByteBuffer bytes, long offset) throws IOException {
            file.read(bytes, offset);
        }

        @Override
        public void cut(long length) throws IOException {
            change();
            file.cut(length);
        }

        @Override
        public void force() throws IOException {
            change();
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
