package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file that is read and written at positions. One thread, except that any thread may {@link #force} it meanwhile. */
interface DiskFile extends Closeable {

    /** Its name when it was opened. */
    Path path();

    /** In bytes. */
    long length() throws IOException;

    /** Whether {@link #length} is this; made to be asked often. */
    default boolean endsAt(long length) throws IOException {
        return length() == length;
    }

    /** Writes the buffer from its position to its limit; after an error, any part of it may be written. */
    void write(ByteBuffer bytes, long offset) throws IOException;

    /** Fills the buffer from its position to its limit, or as far as the file goes. */
    void read(ByteBuffer bytes, long offset) throws IOException;

    /** Cuts the file off; does nothing to one that is not longer. */
    void cut(long length) throws IOException;

    /**
     * Makes what was written survive a loss of power.
     *
     * <p>After an error nothing is known of what was written since the last success: to force again is no remedy.
     */
    void force() throws IOException;
}
