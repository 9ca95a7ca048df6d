package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** A disk on which a store behaves as if it had a bug. Any thread. */
final class PlantedDisk extends ForwardingDisk {
    private static final int HELD_WRITES = 2;

    private final PlantedBug bug;

    PlantedDisk(Disk disk, PlantedBug bug) {
        super(disk);
        this.bug = bug;
    }

    @Override
    DiskFile file(DiskFile opened) {
        return new PlantedFile(opened);
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        if (bug == PlantedBug.CHECKPOINT_IGNORED && file.endsWith(Layout.CHECKPOINT)) {
            throw new NoSuchFileException(file.toString());
        }
        return super.openToRead(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (bug != PlantedBug.FOLDERS_NOT_FORCED) {
            super.forceFolder(folder);
        }
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

    private final class PlantedFile extends ForwardingFile {
        private final Deque<Held> held = new ArrayDeque<>();

        PlantedFile(DiskFile file) {
            super(file);
        }

        @Override
        public long length() throws IOException {
            writeHeld(0);
            return super.length();
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            if (bug == PlantedBug.DATA_HELD_BACK && name().startsWith(Layout.DATA_PREFIX)) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                held.add(new Held(ByteBuffer.wrap(copy), offset));
                writeHeld(HELD_WRITES);
                return;
            }
            try {
                super.write(bytes, offset);
            } catch (IOException e) {
                if (bug != PlantedBug.ERRORS_SWALLOWED) {
                    throw e;
                }
            }
        }

        private void writeHeld(int except) throws IOException {
            while (held.size() > except) {
                Held next = held.remove();
                super.write(next.bytes, next.offset);
            }
        }

        @Override
        public void read(ByteBuffer bytes, long offset) throws IOException {
            writeHeld(0);
            super.read(bytes, offset);
        }

        @Override
        public void cut(long length) throws IOException {
            writeHeld(0);
            super.cut(length);
        }

        @Override
        public void force() throws IOException {
            writeHeld(0);
            if (ignoresForce(name())) {
                return;
            }
            try {
                super.force();
            } catch (IOException e) {
                if (bug != PlantedBug.FORCE_RETRIED) {
                    throw e;
                }
                super.force();
            }
        }

        @Override
        public void close() throws IOException {
            writeHeld(0);
            super.close();
        }
    }
}
