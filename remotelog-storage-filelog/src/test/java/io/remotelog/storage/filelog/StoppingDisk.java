package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The disk of the machine, until it has changed something so many times: from then on it changes nothing more. */
final class StoppingDisk extends ForwardingDisk {
    private int left;

    StoppingDisk(int changes) {
        super(new SystemDisk());
        left = changes;
    }

    @Override
    DiskFile file(DiskFile opened) {
        return new StoppingFile(opened);
    }

    boolean hasStopped() {
        return left < 0;
    }

    @Override
    public void createFolder(Path folder) throws IOException {
        change();
        super.createFolder(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change();
        super.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        change();
        super.delete(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        change();
        super.forceFolder(folder);
    }

    private void change() throws IOException {
        left--;
        if (left < 0) {
            throw new IOException("stopped");
        }
    }

    private final class StoppingFile extends ForwardingFile {
        StoppingFile(DiskFile file) {
            super(file);
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            change();
            super.write(bytes, offset);
        }

        @Override
        public void cut(long length) throws IOException {
            change();
            super.cut(length);
        }

        @Override
        public void force() throws IOException {
            change();
            super.force();
        }
    }
}
