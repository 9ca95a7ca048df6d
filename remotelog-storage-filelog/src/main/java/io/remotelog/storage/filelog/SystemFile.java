package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of the machine. An interrupt of the thread that uses it does not end its use. */
final class SystemFile implements DiskFile {
    private final Path path;
    private final boolean writable;
    private volatile FileChannel channel;
    private volatile boolean closed;

    SystemFile(Path path, OpenOption... options) throws IOException {
        this.path = path;
        writable = options.length > 1;
        channel = FileChannel.open(path, options);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long length() throws IOException {
        return channel().size();
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        try {
            while (bytes.hasRemaining()) {
                at += channel().write(bytes, at);
            }
        } catch (IOException e) {
            throw DiskFailure.named("cannot write to " + path + " at " + at, e);
        }
    }

    @Override
    public void read(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            int read;
            try {
                read = channel().read(bytes, at);
            } catch (IOException e) {
                throw DiskFailure.named("cannot read " + path + " at " + at, e);
            }
            if (read < 0) {
                return;
            }
            at += read;
        }
    }

    @Override
    public void cut(long length) throws IOException {
        try {
            channel().truncate(length);
        } catch (IOException e) {
            throw DiskFailure.named("cannot cut " + path + " to " + length + " bytes", e);
        }
    }

    @Override
    public void force() throws IOException {
        try {
            channel().force(false);
        } catch (IOException e) {
            throw DiskFailure.named("cannot fsync " + path, e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }

    private FileChannel channel() throws IOException {
        // An interrupt closes the channel under a thread that uses it; the writer must stay usable.
        if (!channel.isOpen()) {
            if (closed) {
                throw new ClosedChannelException();
            }
            channel = writable
                    ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(path, StandardOpenOption.READ);
        }
        return channel;
    }
}
