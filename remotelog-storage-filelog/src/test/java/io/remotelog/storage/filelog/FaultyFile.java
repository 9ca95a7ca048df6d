package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;

/** An open file of a {@link FaultyDisk}. */
final class FaultyFile implements DiskFile {
    private final FaultyDisk disk;
    private final Path path;
    private final CachedFile file;
    private final boolean writable;
    private boolean closed;

    FaultyFile(FaultyDisk disk, Path path, CachedFile file, boolean writable) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        this.writable = writable;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long length() throws IOException {
        synchronized (disk.monitor()) {
            requireOpen(false);
            disk.refuseOrCrash(DiskOperation.FILE_LENGTH, path, "cannot stat");
            return file.length();
        }
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        synchronized (disk.monitor()) {
            requireOpen(true);
            if (offset < 0) {
                throw new IllegalArgumentException("offset " + offset);
            }
            DiskFault fault = disk.step(DiskOperation.WRITE, path);
            int all = bytes.remaining();
            int count = fault == DiskFault.NONE
                    ? all
                    : fault.isPartial() ? disk.luck().upTo(all) : 0;
            CountedFaults.trace("        " + count + " of " + all + " bytes at " + offset);
            file.write(bytes, count, Math.toIntExact(offset));
            disk.changed(file);
            if (fault.isRefusal()) {
                throw fault.refusal("cannot write to " + path + " at " + (offset + count));
            }
            disk.done(DiskOperation.WRITE, path, fault);
        }
    }

    @Override
    public void read(ByteBuffer bytes, long offset) throws IOException {
        synchronized (disk.monitor()) {
            requireOpen(false);
            disk.refuseOrCrash(DiskOperation.READ, path, "cannot read");
            file.read(bytes, offset);
        }
    }

    @Override
    public void cut(long length) throws IOException {
        synchronized (disk.monitor()) {
            requireOpen(true);
            DiskFault fault = disk.step(DiskOperation.CUT, path);
            if (fault.isRefusal()) {
                throw fault.refusal("cannot cut " + path + " to " + length + " bytes");
            }
            CountedFaults.trace("        to " + length + " of " + file.length() + " bytes");
            file.cut((int) Math.min(Integer.MAX_VALUE, length));
            disk.changed(file);
            disk.done(DiskOperation.CUT, path, fault);
        }
    }

    @Override
    public void force() throws IOException {
        synchronized (disk.monitor()) {
            requireOpen(false);
            DiskFault fault = disk.step(DiskOperation.FORCE, path);
            if (fault == DiskFault.ERROR || fault == DiskFault.FULL) {
                file.failForce(disk.luck());
            }
            if (fault.isRefusal()) {
                throw fault.refusal("cannot fsync " + path);
            }
            file.force();
            disk.done(DiskOperation.FORCE, path, fault);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (disk.monitor()) {
            if (!closed) {
                disk.refuseOrCrash(DiskOperation.CLOSE, path, "cannot close");
                closed = true;
            }
        }
    }

    private void requireOpen(boolean toWrite) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (toWrite && !writable) {
            throw new NonWritableChannelException();
        }
    }
}
