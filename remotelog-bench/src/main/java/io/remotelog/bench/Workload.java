package io.remotelog.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.util.Random;

/** The records that every benchmark appends or reads: enough to fill a fixed number of bytes. */
final class Workload {
    /** What an invocation writes or reads, roughly: too much for a CPU's cache, little enough for the page cache. */
    private static final long BYTES = 128L << 20;

    /** What a record takes in the files besides its payload: header and index entry. */
    private static final int OVERHEAD_BYTES = 10 + 12;

    static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    static final int EPOCH_SECONDS = 1_769_817_600;
    static final short TYPE = 1;

    private Workload() {}

    static int records(int payloadBytes) {
        return (int) (BYTES / (payloadBytes + OVERHEAD_BYTES));
    }

    /** What {@link #records} records take in the files. */
    static long fileBytes(int payloadBytes) {
        return (long) records(payloadBytes) * (payloadBytes + OVERHEAD_BYTES);
    }

    static ByteBuffer payload(int payloadBytes) {
        byte[] bytes = new byte[payloadBytes];
        new Random(1).nextBytes(bytes);
        return ByteBuffer.allocateDirect(payloadBytes).put(bytes).flip();
    }

    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
