package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A disk on which a store behaves as if it had a bug. Any thread. */
final class PlantedDisk implements Disk {
    private static final int HELD_WRITES = 2;

    private final Disk disk;
    private final PlantedBug bug;

    PlantedDisk(Disk disk, PlantedBug bug) {
        this.disk = disk;
        this.bug = bug;
    }

    @Override
    public OpenDays openDays() {
        return disk.openDays();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new PlantedFile(disk.open(file));
    }

    @Override
    public DiskFile openDirect(Path file) throws IOException {
        return new PlantedFile(disk.openDirect(file));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        if (bug == PlantedBug.CHECKPOINT_IGNORED && file.endsWith(Layout.CHECKPOINT)) {
            throw new NoSuchFileException(file.toString());
        }
        return new PlantedFile(disk.openToRead(file));
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
        if (bug != PlantedBug.FOLDERS_NOT_FORCED) {
            disk.forceFolder(folder);
        }
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

    private boolean ignoresForce(String name) {
        return switch (bug) {
            case ACKNOWLEDGED_BEFORE_FORCE -> name.equals(Layout.JOURNAL);
            case DATA_NOT_FORCED -> name.startsWith(Layout.DATA_PREFIX);
            case INDEX_NOT_FORCED -> name.equals(Layout.INDEX);
            case RECOVERED_NOT_FORCED -> isWithin(DayRecovery.class) || isWithin(JournalReplay.class);
            case FOLDERS_NOT_FORCED, FORCE_RETRIED, DATA_HELD_BACK, ERRORS_SWALLOWED, CHECKPOINT_IGNORED -> false;
        };
    }

    private static boolean isWithin(Class<?> caller) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(caller.getName())));
    }

    private record Held(ByteBuffer bytes, long offset) {}

    private final class PlantedFile implements DiskFile {
        private final DiskFile file;
        private final Deque<Held> held = new ArrayDeque<>();

        PlantedFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long length() throws IOException {
            writeHeld(0);
            return file.length();
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            if (bug == PlantedBug.DATA_HELD_BACK
                    && path().getFileName().toString().startsWith(Layout.DATA_PREFIX)) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                held.add(new Held(ByteBuffer.wrap(copy), offset));
                writeHeld(HELD_WRITES);
                return;
            }
            try {
                file.write(bytes, offset);
            } catch (IOException e) {
                if (bug != PlantedBug.ERRORS_SWALLOWED) {
                    throw e;
                }
            }
        }

        private void writeHeld(int except) throws IOException {
            while (held.size() > except) {
                Held next = held.remove();
                file.write(next.bytes, next.offset);
            }
        }

        @Override
        public void read(ByteBuffer bytes, long offset) throws IOException {
            writeHeld(0);
            file.read(bytes, offset);
        }

        @Override
        public void cut(long length) throws IOException {
            writeHeld(0);
            file.cut(length);
        }

        @Override
        public void force() throws IOException {
            writeHeld(0);
            if (ignoresForce(path().getFileName().toString())) {
                return;
            }
            try {
                file.force();
            } catch (IOException e) {
                if (bug != PlantedBug.FORCE_RETRIED) {
                    throw e;
                }
                file.force();
            }
        }

        @Override
        public void close() throws IOException {
            writeHeld(0);
            file.close();
        }
    }
}
