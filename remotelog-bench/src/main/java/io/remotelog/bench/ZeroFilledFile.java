package io.remotelog.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A file of 64 MiB of zeros on the disk, overwritten in a ring: the cheapest place for a write that must last. */
@State(Scope.Thread)
public class ZeroFilledFile {
    private static final int FILE_BYTES = 64 << 20;
    private static final int ALIGNMENT = 4_096;

    private BenchFolder folder;
    private FileChannel file;
    private ByteBuffer block;
    private long at;
    private int recordBytes;

    /** Makes it. */
    @Setup(Level.Trial)
    public void make(Payload payload) throws IOException {
        recordBytes = Sizes.HEADER_BYTES + payload.payloadBytes;
        folder = new BenchFolder();
        file = FileChannel.open(
                folder.path().resolve("zeros"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        block = ByteBuffer.allocateDirect(1 << 20);
        for (int written = 0; written < FILE_BYTES; ) {
            written += file.write(block.clear(), written);
        }
        file.force(true);
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        file.close();
        folder.close();
    }

    /** One positional write of a block with room for so many records, at a multiple of 4 KiB, and one fdatasync. */
    long writeAndForce(int records) throws IOException {
        int length = (records * recordBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (at + length > FILE_BYTES) {
            at = 0;
        }
        at += file.write(block.clear().limit(length), at);
        file.force(false);
        return at;
    }
}
