package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file of a {@link PreviewDisk}: shows what is written to it and cut off it, and leaves the file behind it as it is. One
 * thread.
 *
 * <p>What is written lies in a scratch file, at the same place, so that it costs no memory, however much that is. The scratch
 * file is in the machine's folder for temporary files.
 */
final class PreviewFile implements DiskFile {
    private final Path path;
    private final Optional<DiskFile> behind;

    /** Up to where the file behind is seen. */
    private long behindLength;

    private long length;

    /** What lies in the scratch file: from where, up to where. No two of them touch. */
    private final NavigableMap<Long, Long> written = new TreeMap<>();

    /** Absent until the first write. */
    private FileChannel scratch;

    /**
     * Begins with what is there.
     *
     * @param behind the file as it is, to be closed by {@link #end}; empty if there is none
     */
    PreviewFile(Path path, Optional<DiskFile> behind) throws IOException {
        this.path = path;
        this.behind = behind;
        length = behind.isPresent() ? behind.get().length() : 0;
        behindLength = length;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        if (!bytes.hasRemaining()) {
            return;
        }
        if (scratch == null) {
            scratch = FileChannel.open(
                    Files.createTempFile("remotelog-preview-", null),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        }
        long end = offset;
        while (bytes.hasRemaining()) {
            end += scratch.write(bytes, end);
        }
        add(offset, end);
        length = Math.max(length, end);
    }

    @Override
    public void read(ByteBuffer bytes, long offset) throws IOException {
        int limit = bytes.limit();
        long end = Math.min(length, offset + bytes.remaining());
        long at = offset;
        while (at < end) {
            Map.Entry<Long, Long> before = written.floorEntry(at);
            boolean isWritten = before != null && before.getValue() > at;
            Long next = written.higherKey(at);
            long to = isWritten ? before.getValue() : next == null ? end : next;
            if (!isWritten && at < behindLength) {
                to = Math.min(to, behindLength);
            }
            to = Math.min(to, end);
            bytes.limit(bytes.position() + (int) (to - at));
            fill(bytes, at, isWritten);
            at = to;
        }
        bytes.limit(limit);
    }

    @Override
    public void cut(long newLength) {
        if (newLength >= length) {
            return;
        }
        length = newLength;
        behindLength = Math.min(behindLength, newLength);
        written.tailMap(newLength, true).clear();
        written.computeIfPresent(
                Optional.ofNullable(written.lastEntry()).map(Map.Entry::getKey).orElse(-1L),
                (from, to) -> Math.min(to, newLength));
    }

    /** Nothing here is to survive. */
    @Override
    public void force() {}

    /** Does nothing: it may be opened again. */
    @Override
    public void close() {}

    /** Gives up all that was written. */
    void end() throws IOException {
        try {
            if (scratch != null) {
                scratch.close();
            }
        } finally {
            if (behind.isPresent()) {
                behind.get().close();
            }
        }
    }

    private void add(long offset, long end) {
        long from = offset;
        long to = end;
        Map.Entry<Long, Long> touching = written.floorEntry(to);
        while (touching != null && touching.getValue() >= from) {
            from = Math.min(from, touching.getKey());
            to = Math.max(to, touching.getValue());
            written.remove(touching.getKey());
            touching = written.floorEntry(to);
        }
        written.put(from, to);
    }

    private void fill(ByteBuffer bytes, long offset, boolean isWritten) throws IOException {
        if (isWritten) {
            long at = offset;
            while (bytes.hasRemaining()) {
                int read = scratch.read(bytes, at);
                if (read < 0) {
                    throw new IOException("the temporary file for " + path + " was cut meanwhile");
                }
                at += read;
            }
        } else if (offset < behindLength) {
            behind.orElseThrow().read(bytes, offset);
            if (bytes.hasRemaining()) {
                throw new IOException(path + " was cut meanwhile");
            }
        } else {
            // Behind a hole, as a file system shows it.
            while (bytes.hasRemaining()) {
                bytes.put((byte) 0);
            }
        }
    }
}
