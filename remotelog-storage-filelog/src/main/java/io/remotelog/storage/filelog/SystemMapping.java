package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.io.IORuntimeException;
import net.openhft.chronicle.core.io.ReferenceOwner;

/** A file mapped with chronicle-bytes. A chunk overlaps the next one, so that few records lie across the end of one. */
final class SystemMapping implements DiskMapping {
    /** Large, so that a record is found in few of them: this takes address space, and no memory. */
    static final long CHUNK_BYTES = 1L << 30;

    static final long OVERLAP_BYTES = 64L << 20;

    private final MappedFile file;

    SystemMapping(Path path) throws IOException {
        this(path, CHUNK_BYTES, OVERLAP_BYTES);
    }

    /** With chunks of another size, in bytes: multiples of the machine's page, less than 2 GiB together. */
    SystemMapping(Path path, long chunkBytes, long overlapBytes) throws IOException {
        // MappedFile says the same less clearly, after it has complained in the log.
        if (!path.toFile().exists()) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            file = MappedFile.of(path.toFile(), chunkBytes, overlapBytes, true);
        } catch (IORuntimeException e) {
            throw new IOException("cannot map " + path, e);
        }
    }

    @Override
    public long length() throws IOException {
        // Not by the channel, which an interrupt of this thread would close for all cursors.
        return file.raf().length();
    }

    @Override
    public Chunk acquire(long offset) throws IOException {
        ReferenceOwner owner = ReferenceOwner.temporary("cursor");
        try {
            return new SystemChunk(owner, file.acquireByteStore(owner, offset));
        } catch (IllegalStateException | IORuntimeException e) {
            throw new IOException("cannot map " + file.file() + " at " + offset, e);
        }
    }

    @Override
    public void read(byte[] bytes, int length, long offset) throws IOException {
        synchronized (file) {
            file.raf().seek(offset);
            file.raf().readFully(bytes, 0, length);
        }
    }

    @Override
    public void close() {
        file.releaseLast();
    }

    private record SystemChunk(ReferenceOwner owner, MappedBytesStore store) implements Chunk {
        @Override
        public long start() {
            return store.start();
        }

        @Override
        public ByteBuffer bytes() {
            return store.toTemporaryDirectByteBuffer().asReadOnlyBuffer();
        }

        @Override
        public void release() {
            store.release(owner);
        }
    }
}
