package io.remotelog.storage.filelog;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A mapped file of a {@link FaultyDisk}. A chunk is a page of memory; there is none where the file does not go, so that a read
 * past its end, which could end a real process, is an error or gets bytes that are in no file.
 */
final class FaultyMapping implements DiskMapping {
    private final FaultyDisk disk;
    private final Path path;
    private final CachedFile file;

    FaultyMapping(FaultyDisk disk, Path path, CachedFile file) {
        this.disk = disk;
        this.path = path;
        this.file = file;
    }

    @Override
    public long length() throws IOException {
        synchronized (disk.monitor()) {
            disk.refuseOrCrash(DiskOperation.MAPPED_LENGTH, path, "cannot stat");
            return file.length();
        }
    }

    @Override
    public Chunk acquire(long offset) throws IOException {
        synchronized (disk.monitor()) {
            disk.refuseOrCrash(DiskOperation.CHUNK, path, "cannot map");
            long start = offset / CachedFile.PAGE_BYTES * CachedFile.PAGE_BYTES;
            return new PageChunk(start, file.mapped(offset));
        }
    }

    @Override
    public void read(byte[] bytes, int length, long offset) throws IOException {
        synchronized (disk.monitor()) {
            disk.refuseOrCrash(DiskOperation.MAPPED_READ, path, "cannot read");
            if (file.read(ByteBuffer.wrap(bytes, 0, length), offset) < length) {
                throw new EOFException();
            }
        }
    }

    @Override
    public void close() {
        // The memory is the garbage collector's. The disk may be that of a process that has ended.
    }

    private record PageChunk(long start, ByteBuffer page) implements Chunk {
        @Override
        public ByteBuffer bytes() {
            return page.asReadOnlyBuffer();
        }

        @Override
        public void release() {
            // As with close.
        }
    }
}
