package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.Path;

/** The disk of the machine, which is not waited for: what is written may lie in the system's cache until it likes. */
final class UnforcedDisk extends ForwardingDisk {
    private final SystemDisk disk;

    UnforcedDisk() {
        this(new SystemDisk());
    }

    private UnforcedDisk(SystemDisk disk) {
        super(disk);
        this.disk = disk;
    }

    @Override
    public boolean isLocked(Path folder) throws IOException {
        return disk.isLocked(folder);
    }

    @Override
    public DiskFile openDirect(Path file) throws IOException {
        return open(file);
    }

    @Override
    public void forceFolder(Path folder) {}

    @Override
    DiskFile file(DiskFile opened) {
        return new ForwardingFile(opened) {
            @Override
            public boolean endsAt(long length) throws IOException {
                return opened.endsAt(length);
            }

            @Override
            public void force() {}
        };
    }
}
