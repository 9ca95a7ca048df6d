package io.remotelog.storage.filelog;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/**
 * A file of the machine. An interrupt of the thread that uses it does not end its use.
 *
 * <p>A channel takes four locks for each call, so that it can be interrupted: a third of what a small write costs. Those go
 * through a {@link RandomAccessFile}, which takes none.
 */
final class SystemFile implements DiskFile {
    /** The largest write that is worth a copy. */
    private static final int SMALL_BYTES = 2 << 10;

    /** How many calls in a row may write nothing that counts, and say that all is well. */
    private static final int MAX_FRUITLESS = 10;

    private static final OpenOption[] WRITABLE = {
        StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE
    };

    private final Path path;
    private final Set<OpenOption> options;
    private final boolean direct;
    private volatile Handle handle;
    private volatile boolean closed;
    private byte[] copy;

    /** For {@link #endsAt}. */
    private final ByteBuffer ends = ByteBuffer.allocateDirect(2);

    /** What the file is open by; an interrupt closes it. */
    private static final class Handle {
        final FileChannel channel;

        /** The same, for small writes; null if it has none. */
        final RandomAccessFile small;

        /** Where the next small write goes by itself. */
        long position;

        Handle(FileChannel channel, RandomAccessFile small) {
            this.channel = channel;
            this.small = small;
        }
    }

    private SystemFile(Path path, boolean direct, OpenOption... options) throws IOException {
        this.path = path;
        this.direct = direct;
        this.options = Set.of(options);
        handle = open();
    }

    /** Opens a file to be read and written, and makes it if it is absent. */
    static SystemFile writable(Path path) throws IOException {
        return new SystemFile(path, false, WRITABLE);
    }

    /** As {@link #writable}, past the system's cache. */
    static SystemFile direct(Path path) throws IOException {
        OpenOption[] options = Arrays.copyOf(WRITABLE, WRITABLE.length + 1);
        options[WRITABLE.length] = directOption();
        return new SystemFile(path, true, options);
    }

    /** Looked up by its name: the compiler of JDK 25 warns of the class. */
    private static OpenOption directOption() {
        try {
            for (Object option :
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (option.toString().equals("DIRECT")) {
                    return (OpenOption) option;
                }
            }
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException(e);
        }
        throw new UnsupportedOperationException("this Java has no option for direct writes");
    }

    /** Opens a file to be read. */
    static SystemFile readable(Path path) throws IOException {
        return new SystemFile(path, false, StandardOpenOption.READ);
    }

    private Handle open() throws IOException {
        if (!options.equals(Set.of(WRITABLE))) {
            return new Handle(FileChannel.open(path, options), null);
        }
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            return new Handle(file.getChannel(), file);
        } catch (FileNotFoundException e) {
            throw named(e);
        }
    }

    private Handle openAgain() throws IOException {
        if (!Files.exists(path)) {
            // It would be made again, empty.
            throw new NoSuchFileException(path.toString());
        }
        return open();
    }

    /** As a channel fails: this exception tells of everything as of a file that is not found, the reason in brackets. */
    private FileSystemException named(FileNotFoundException failure) {
        String message = failure.getMessage();
        String before = path + " (";
        String reason = message.startsWith(before) && message.endsWith(")")
                ? message.substring(before.length(), message.length() - 1)
                : message;
        FileSystemException named = switch (reason) {
            case "No such file or directory" -> new NoSuchFileException(path.toString());
            case "Permission denied" -> new AccessDeniedException(path.toString());
            default -> new FileSystemException(path.toString(), null, reason);
        };
        named.initCause(failure);
        return named;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long length() throws IOException {
        return channel().size();
    }

    /**
     * By a read of the last byte and of what would follow. To ask for the length would make Linux give the file's next write
     * a time of its own, finer than the clock's ticks, and then no other file may have an earlier one: the journal's time
     * changes with each commit, and on ext4 without a journal each fdatasync writes it to the disk, for 50 us of 220.
     */
    @Override
    public boolean endsAt(long length) throws IOException {
        int before = length == 0 ? 0 : 1;
        int read = channel().read(ends.clear().limit(before + 1), length - before);
        return Math.max(0, read) == before;
    }

    @Override
    public void write(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        try {
            Handle open = handle();
            if (open.small != null && bytes.remaining() <= SMALL_BYTES) {
                writeSmall(open, bytes, at);
            }
            int fruitless = 0;
            while (bytes.hasRemaining()) {
                int from = bytes.position();
                int written = channel().write(bytes, at);
                int taken = direct ? wholeBlocks(bytes, from) : written;
                fruitless = taken > 0 ? 0 : fruitless + 1;
                if (fruitless == MAX_FRUITLESS) {
                    throw new IOException("the system took " + written + " of " + bytes.remaining() + " bytes");
                }
                at += taken;
            }
        } catch (IOException e) {
            throw DiskFailure.named("cannot write to " + path + " at " + at, e);
        }
    }

    /**
     * A write past the system's cache begins at a block, but the system may end it anywhere, such as where the disk became
     * full: it goes on at the block that was not whole, and fails there for the reason that there is.
     *
     * @return how many of the bytes written since a position count
     */
    private static int wholeBlocks(ByteBuffer bytes, int from) {
        int written = bytes.position() - from;
        int torn = bytes.hasRemaining() ? written % Journal.ALIGNMENT : 0;
        bytes.position(bytes.position() - torn);
        return written - torn;
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
            Handle open = handle();
            // Both go through one handle, whose place a cut moves to the new end.
            open.position = -1;
            open.channel.truncate(length);
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
        handle.channel.close();
    }

    private void writeSmall(Handle to, ByteBuffer bytes, long offset) throws IOException {
        int length = bytes.remaining();
        if (copy == null) {
            copy = new byte[SMALL_BYTES];
        }
        bytes.get(copy, 0, length);
        if (to.position != offset) {
            to.small.seek(offset);
        }
        to.position = -1;
        to.small.write(copy, 0, length);
        to.position = offset + length;
    }

    private FileChannel channel() throws IOException {
        return handle().channel;
    }

    private Handle handle() throws IOException {
        Handle open = handle;
        // An interrupt closes the channel under a thread that uses it; the writer must stay usable.
        if (!open.channel.isOpen()) {
            if (closed) {
                throw new ClosedChannelException();
            }
            open = openAgain();
            handle = open;
        }
        return open;
    }
}
