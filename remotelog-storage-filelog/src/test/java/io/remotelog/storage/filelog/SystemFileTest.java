package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFileTest {
    /** What goes another way than smaller ones. */
    private static final int LARGE = 3_000;

    @TempDir
    Path folder;

    @Test
    void aSmallWriteGoesWhereItIsToAfterACut() throws IOException {
        Path path = folder.resolve("cut");
        try (SystemFile file = SystemFile.writable(path)) {
            file.write(ByteBuffer.wrap(new byte[1000]), 4000);
            file.cut(1000);
            byte[] large = new byte[4000];
            Arrays.fill(large, (byte) 1);
            file.write(ByteBuffer.wrap(large), 1000);
            // Where the small one before the cut ended.
            file.write(ByteBuffer.wrap(new byte[] {2}), 5000);
            assertThat(file.length()).isEqualTo(5001);
        }
        byte[] want = new byte[5001];
        Arrays.fill(want, 1000, 5000, (byte) 1);
        want[5000] = 2;
        assertThat(Files.readAllBytes(path)).isEqualTo(want);
    }

    @Test
    void writesOfAllSizesGoToTheirPlaces() throws IOException {
        Random random = new Random(1);
        byte[] want = new byte[1 << 16];
        int end = 0;
        Path path = folder.resolve("file");
        try (SystemFile file = SystemFile.writable(path)) {
            for (int i = 0; i < 2_000; i++) {
                byte[] bytes = new byte[1 + random.nextInt(random.nextBoolean() ? LARGE : 20)];
                random.nextBytes(bytes);
                // Often behind the last one, as an appender writes.
                int offset = Math.min(
                        random.nextInt(3) == 0 ? random.nextInt(want.length) : end, want.length - bytes.length);
                end = offset + bytes.length;
                System.arraycopy(bytes, 0, want, offset, bytes.length);
                ByteBuffer written = ByteBuffer.wrap(bytes);
                file.write(written, offset);
                assertThat(written.hasRemaining()).isFalse();
            }
            assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(want, (int) file.length()));
        }
    }

    @Test
    void tellsWhetherItEndsAtALength() throws IOException {
        try (SystemFile file = SystemFile.writable(folder.resolve("file"))) {
            assertThat(file.endsAt(0)).isTrue();
            assertThat(file.endsAt(1)).isFalse();
            file.write(ByteBuffer.allocate(10), 0);
            for (int length = 0; length < 20; length++) {
                assertThat(file.endsAt(length)).as("" + length).isEqualTo(length == 10);
            }
        }
    }

    @Test
    void anInterruptDoesNotEndItsUse() throws IOException {
        Path path = folder.resolve("file");
        try (SystemFile file = SystemFile.writable(path)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            Thread.currentThread().interrupt();
            assertThatThrownBy(file::force).isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
            // Behind the last one, of which the file that is open by now knows nothing.
            file.write(ByteBuffer.wrap(new byte[] {4}), 3);
            file.force();
            assertThat(Files.readAllBytes(path)).containsExactly(1, 2, 3, 4);
        }
    }

    @Test
    void aFileThatIsGoneIsNotMadeAgainAfterAnInterrupt() throws IOException {
        Path path = folder.resolve("file");
        try (SystemFile file = SystemFile.writable(path)) {
            Files.delete(path);
            Thread.currentThread().interrupt();
            assertThatThrownBy(file::force).isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
                    .hasCauseInstanceOf(NoSuchFileException.class);
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void whatCannotBeOpenedIsAnErrorWithItsReason() {
        assertThatThrownBy(() -> SystemFile.writable(folder.resolve("absent/file")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> SystemFile.writable(folder))
                .isInstanceOfSatisfying(
                        FileSystemException.class,
                        e -> assertThat(e.getReason()).isEqualTo("Is a directory"));
    }
}
