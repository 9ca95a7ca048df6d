package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that a writer reads and writes at positions. One thread. */
final class DiskFile implements Closeable {
    private final Path path;
    private final FsyncPolicy policy;
    private FileChannel channel;
    private boolean closed;

    /** Opens the file, making it if it is absent. */
    DiskFile(Path path, FsyncPolicy policy) throws IOException {
        this.path = path;
        this.policy = policy;
        channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    Path path() {
        return path;
    }

    long length() throws IOException {
        return channel().size();
    }

    /** Writes the buffer from its position to its limit. */
    void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        try {
            while (bytes.hasRemaining()) {
                at += channel().write(bytes, at);
            }
        } catch (IOException e) {
            throw DiskFailure.named("cannot write to " + path + " at " + at, e);
        }
    }

    /** Fills the buffer from its position to its limit, or as far as the file goes. */
    void read(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            int read = channel().read(bytes, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }

    void cut(long length) throws IOException {
        channel().truncate(length);
    }

    /** Makes what was written survive a loss of power, if the policy asks for that. */
    void force() throws IOException {
        if (policy == FsyncPolicy.COMMIT) {
            try {
                channel().force(false);
            } catch (IOException e) {
                throw DiskFailure.named("cannot fsync " + path, e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }

    private FileChannel channel() throws IOException {
        // An interrupt closes the channel under a thread that uses it; the writer must stay usable.
        if (!channel.isOpen() && !closed) {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }
}
