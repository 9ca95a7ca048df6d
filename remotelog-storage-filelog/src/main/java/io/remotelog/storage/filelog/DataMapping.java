package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.io.IORuntimeException;
import net.openhft.chronicle.core.io.ReferenceOwner;

/**
 * A data file mapped read-only, in chunks that the cursors of a day share. Any thread.
 *
 * <p>A chunk reaches past the end of the file, so that what is written later shows in it; {@link #length()} tells how far
 * it may be read. A chunk overlaps the next one, so that few records lie across the end of one.
 */
final class DataMapping {
    static final long CHUNK_BYTES = 64L << 20;
    static final long OVERLAP_BYTES = 1L << 20;

    private final int number;
    private final MappedFile file;

    /** Guarded by the {@link OpenDay}. */
    int users;

    DataMapping(Path path, int number) throws IOException {
        this.number = number;
        // MappedFile says the same less clearly, after it has complained in the log.
        if (!path.toFile().exists()) {
            throw new NoSuchFileException(path.toString(), null, "the index tells of records in it");
        }
        try {
            file = MappedFile.of(path.toFile(), CHUNK_BYTES, OVERLAP_BYTES, true);
        } catch (IORuntimeException e) {
            throw new IOException("cannot map " + path, e);
        }
    }

    int number() {
        return number;
    }

    /** The chunk that holds an offset; the owner releases it. */
    MappedBytesStore acquire(ReferenceOwner owner, long offset) throws IOException {
        try {
            return file.acquireByteStore(owner, offset);
        } catch (IllegalStateException | IORuntimeException e) {
            throw new IOException("cannot map " + file.file() + " at " + offset, e);
        }
    }

    /** The length of the file at this instant. */
    long length() throws IOException {
        // Not by the channel, which an interrupt of this thread would close for all cursors.
        return file.raf().length();
    }

    /** Reads bytes that lie across the end of a chunk. */
    void read(byte[] bytes, int length, long offset) throws IOException {
        synchronized (file) {
            file.raf().seek(offset);
            file.raf().readFully(bytes, 0, length);
        }
    }

    void close() {
        file.releaseLast();
    }
}
