package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFaultTest {
    private static final int LENGTH = 1 << 20;
    private static final int LEFT = 4 << 10;
    private static final int READS = 2_000;

    @TempDir
    Path root;

    @Test
    void aFaultOfCompiledCodeComesOutWhereItIsAskedFor() throws IOException {
        Path path = root.resolve("file");
        Files.write(path, new byte[LENGTH]);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, LENGTH);
            for (int round = 0; round < 100; round++) {
                assertThat(faults(mapped)).isZero();
            }
            file.truncate(LEFT);
            assertThat(faults(mapped)).isEqualTo(READS);
        }
    }

    private static int faults(ByteBuffer mapped) {
        int faults = 0;
        for (int i = 0; i < READS; i++) {
            faults += isFault(mapped, 2 * LEFT + 4 * i) ? 1 : 0;
        }
        return faults;
    }

    private static boolean isFault(ByteBuffer mapped, int at) {
        boolean zero = false;
        try {
            zero = mapped.getInt(at) == 0;
            MappedFault.raise();
        } catch (InternalError e) {
            return true;
        }
        assertThat(zero).isTrue();
        return false;
    }
}
