package io.remotelog.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The limit of who has to keep what comes: as many bytes as files have, written to a new file in blocks, with one fsync at the end. */
final class PlainWrite {
    private static final int BLOCK_BYTES = 1 << 20;

    private PlainWrite() {}

    /** Writes once, in a folder of its own, and returns the bytes a second until they were on the disk. */
    static double bytesASecond(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        byte[] random = new byte[BLOCK_BYTES];
        new Random(1).nextBytes(random);
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES).put(random);
        try (BenchFolder folder = new BenchFolder();
                FileChannel file = FileChannel.open(
                        folder.path().resolve("data"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long began = System.nanoTime();
            for (long at = 0; at < bytes; ) {
                block.position(0).limit((int) Math.min(BLOCK_BYTES, bytes - at));
                at += file.write(block);
            }
            file.force(false);
            return (double) bytes * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began);
        }
    }
}
