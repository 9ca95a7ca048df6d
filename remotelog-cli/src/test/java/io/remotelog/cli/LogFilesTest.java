package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes two folders differ. */
class LogFilesTest {
    @TempDir
    private Path folder;

    private Path left;
    private Path right;

    @BeforeEach
    void copyTwice() throws IOException {
        left = Folders.golden(folder.resolve("left"));
        right = Folders.golden(folder.resolve("right"));
    }

    @Test
    void equalFoldersDoNotDiffer() throws IOException {
        assertThat(LogFiles.of(left).differences(LogFiles.of(right))).isEmpty();
        assertThat(LogFiles.of(left).names()).hasSize(5);
        assertThat(LogFiles.of(left).bytes()).isEqualTo(4341 + 132 + 47 + 24);
    }

    @Test
    void filesOfOneSideOnlyAreNoPartOfTheLog() throws IOException {
        Files.writeString(left.resolve("lineage"), "one");
        Files.writeString(left.resolve("20260131/crc32c"), "one");
        Files.writeString(
                Files.createDirectories(left.resolve("backup/20260131")).resolve("index"), "one");
        assertThat(LogFiles.of(left).differences(LogFiles.of(right))).isEmpty();
    }

    @Test
    void oneByteIsADifference() throws IOException {
        Path data = right.resolve("20260131/data000000");
        byte[] bytes = Files.readAllBytes(data);
        bytes[100] ^= 1;
        Files.write(data, bytes);
        assertThat(LogFiles.of(left).differences(LogFiles.of(right)))
                .containsExactly("20260131/data000000 differs from byte 100 on");
    }

    @Test
    void aMissingFileIsADifferenceOnEitherSide() throws IOException {
        Files.delete(right.resolve("20260131/finish"));
        Files.delete(left.resolve("20260301/index"));
        assertThat(LogFiles.of(left).differences(LogFiles.of(right)))
                .containsExactly("20260131/finish is in one of them only", "20260301/index is in one of them only");
    }
}
