package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that only seems to be written to, beside one that is. */
class PreviewFileTest {
    private static final int BYTES = 300;

    @TempDir
    Path root;

    @Test
    void itReadsAsAFileThatWasReallyWrittenAndTheOneBehindStays() throws IOException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            byte[] begin = new byte[random.nextInt(BYTES)];
            random.nextBytes(begin);
            Path behind = Files.write(root.resolve("behind"), begin);
            Path real = Files.write(root.resolve("real"), begin);
            try (PreviewDisk disk = new PreviewDisk(new SystemDisk());
                    DiskFile want = new SystemDisk().open(real)) {
                for (int step = 0; step < 40; step++) {
                    step(random, disk.open(behind), want);
                    assertThat(bytes(disk.openToRead(behind), 0))
                            .as("seed %s step %s", seed, step)
                            .isEqualTo(Files.readAllBytes(real));
                    int from = random.nextInt(BYTES);
                    assertThat(bytes(disk.open(behind), from)).isEqualTo(bytes(want, from));
                    assertThat(disk.length(behind)).isEqualTo(Files.size(real));
                }
            }
            assertThat(Files.readAllBytes(behind)).isEqualTo(begin);
        }
    }

    @Test
    void filesAreMadeRenamedAndRemovedInThePreviewOnly() throws IOException {
        Path there = Files.writeString(root.resolve("there"), "x");
        Path made = root.resolve("made");
        Path renamed = root.resolve("renamed");
        try (PreviewDisk disk = new PreviewDisk(new SystemDisk())) {
            assertThat(disk.exists(made)).isFalse();
            disk.open(made).write(ByteBuffer.wrap(new byte[] {1, 2}), 0);
            assertThat(disk.exists(made)).isTrue();
            assertThat(disk.names(root)).containsExactlyInAnyOrder("there", "made");
            disk.rename(made, renamed);
            assertThat(disk.length(renamed)).isEqualTo(2);
            disk.delete(there);
            assertThat(disk.exists(there)).isFalse();
            assertThat(disk.names(root)).containsExactly("renamed");
            disk.open(there);
            assertThat(disk.length(there)).isZero();
        }
        assertThat(Places.names(root)).containsExactly("there");
        assertThat(there).hasContent("x");
    }

    private static void step(Random random, DiskFile preview, DiskFile want) throws IOException {
        if (random.nextInt(4) == 0) {
            int length = random.nextInt(BYTES);
            preview.cut(length);
            want.cut(length);
        } else {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            int at = random.nextInt(BYTES);
            preview.write(ByteBuffer.wrap(bytes), at);
            want.write(ByteBuffer.wrap(bytes), at);
        }
    }

    private static byte[] bytes(DiskFile file, int from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * BYTES);
        file.read(bytes, from);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
