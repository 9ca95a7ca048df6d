package io.remotelog.cli;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a stream at each {@code \n} and at nothing else. One thread.
 *
 * <p>Bytes after the last {@code \n} are a line, too. Memory is bounded by the longest line that is allowed.
 */
final class LineSplitter implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final int maxLineBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    /**
     * Splits a stream.
     *
     * @param in closed with the splitter
     * @param maxLineBytes how long a line may be, without its {@code \n}
     */
    LineSplitter(InputStream in, int maxLineBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * The next line without its {@code \n}, or empty at the end.
     *
     * @throws LineTooLongException if it is longer than allowed
     */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = null;
        while (fill()) {
            int newline = indexOfNewline();
            int end = newline < 0 ? to : newline;
            requireAllowed((line == null ? 0 : line.size()) + (end - from));
            line = line == null ? new ByteArrayOutputStream(end - from) : line;
            line.write(buffer, from, end - from);
            from = newline < 0 ? to : newline + 1;
            if (newline >= 0) {
                break;
            }
        }
        return Optional.ofNullable(line).map(ByteArrayOutputStream::toByteArray);
    }

    private boolean fill() throws IOException {
        if (from < to) {
            return true;
        }
        from = 0;
        to = Math.max(0, in.read(buffer));
        return to > 0;
    }

    private int indexOfNewline() {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void requireAllowed(int lineBytes) throws LineTooLongException {
        if (lineBytes > maxLineBytes) {
            throw new LineTooLongException(maxLineBytes);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** A line is longer than a record may be. */
    static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        LineTooLongException(int maxLineBytes) {
            super("the line is longer than a record may be, want at most " + maxLineBytes + " bytes");
        }
    }
}
