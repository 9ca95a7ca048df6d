package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file mapped to be read, in chunks that reach past its end, so that what is written later shows in them. Any thread.
 *
 * <p>To touch a chunk past {@link #length} can end the process.
 */
interface DiskMapping extends Closeable {

    /** The length of the file at this instant, in bytes. */
    long length() throws IOException;

    /** The chunk that holds an offset, until it is released. Chunks may overlap, and {@link #close} may come first. */
    Chunk acquire(long offset) throws IOException;

    /** Reads bytes without the mapping, for those that lie across the end of a chunk; fails if the file ends before. */
    void read(byte[] bytes, int length, long offset) throws IOException;

    @Override
    void close();

    /** A stretch of the file in memory. */
    interface Chunk {
        /** Where in the file it begins. */
        long start();

        /** The bytes, read-only and big-endian; each call makes a buffer of its own. */
        ByteBuffer bytes();

        /** Gives the memory free: the buffers must not be used any more. */
        void release();
    }
}
