package io.remotelog.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/** Gives the lines of files, one file after the other, and tells where each one is. One thread. */
final class LineSource implements Closeable {
    /** The file name that means standard input. */
    static final String STANDARD_INPUT = "-";

    private final Deque<String> files;
    private final int maxLineBytes;
    private String file = "";
    private Optional<LineSplitter> splitter = Optional.empty();
    private long line;

    LineSource(Collection<String> files, int maxLineBytes) {
        this.files = new ArrayDeque<>(files);
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * The next line, or empty after the last one of the last file.
     *
     * @throws IOException if a file cannot be read, or the line is too long; {@link #place()} tells where
     */
    Optional<byte[]> next() throws IOException {
        while (splitter.isPresent() || !files.isEmpty()) {
            if (splitter.isEmpty()) {
                open(files.removeFirst());
            }
            line++;
            Optional<byte[]> bytes = splitter.orElseThrow().next();
            if (bytes.isPresent()) {
                return bytes;
            }
            close();
        }
        return Optional.empty();
    }

    /** Where the line is that was asked for last, as {@code FILE:LINE}, counted from 1. */
    String place() {
        return file + ":" + line;
    }

    private void open(String name) throws IOException {
        boolean isStandardInput = name.equals(STANDARD_INPUT);
        file = isStandardInput ? "standard input" : name;
        line = 0;
        InputStream in = isStandardInput ? System.in : Files.newInputStream(Path.of(name));
        splitter = Optional.of(new LineSplitter(in, maxLineBytes));
    }

    @Override
    public void close() throws IOException {
        if (splitter.isPresent()) {
            splitter.get().close();
            splitter = Optional.empty();
        }
    }
}
