package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayFinishedException;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors of the disk, and other programs in the same files: the writer goes on without being opened again. */
class DiskTroubleTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @TempDir
    Path root;

    @Test
    void aFullDiskRefusesWholeCommitsAndAppendsGoOnOnceThereIsRoom() throws Exception {
        onASmallDisk(small -> fill(small, "fsync=commit", 3_000, 40));
        onASmallDisk(small -> fill(small, "fsync=never", 200_000, 3));
    }

    @Test
    void aFullDiskRefusesAnAppendThatIsWrittenAheadOfItsCommit() throws Exception {
        onASmallDisk(small -> fill(small, "fsync=commit", Sizes.DEFAULT.stagingBytes() + 1_000_000, 1));
    }

    private interface Trial {
        void on(Path folder) throws IOException;
    }

    private void onASmallDisk(Trial trial) throws IOException, InterruptedException {
        Path small = Files.createTempDirectory(root, "small");
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString());
        try {
            trial.on(small);
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static void fill(Path small, String options, int payloadBytes, int perCommit) throws IOException {
        Path ballast = Files.write(small.resolve("ballast"), new byte[400_000]);
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes);
        List<Sample> committed = new ArrayList<>();
        try (LogStore store = LogStores.open("filelog:" + small.resolve("log") + "?" + options);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Path day = small.resolve("log/20260301");
            commit(writer, committed, 1, 10);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            commit(writer, committed, 1 + i % perCommit, payload.limit());
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(committed.size());
            assertThat(Files.size(day.resolve("index"))).isEqualTo(committed.size() * 12L);
            assertThat(Files.size(day.resolve("data000000"))).isEqualTo(bytes(committed));
            assertThat(Sample.all(store, DAY)).isEqualTo(committed);
            assertThatThrownBy(() -> commit(writer, new ArrayList<>(), 10, 100_000))
                    .hasMessageContaining("No space left");

            Files.delete(ballast);
            for (int i = 0; i < 10; i++) {
                commit(writer, committed, 2, 3_000);
            }
            assertThat(Sample.all(store, DAY)).isEqualTo(committed);
            assertThat(Files.size(day.resolve("data000000"))).isEqualTo(bytes(committed));
            writer.finish(DAY);
        }
    }

    private static long bytes(List<Sample> records) {
        return records.stream().mapToLong(r -> 10L + r.payload().remaining()).sum();
    }

    private static void commit(LogWriter writer, List<Sample> committed, int records, int payloadBytes)
            throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            byte[] payload = new byte[payloadBytes];
            Arrays.fill(payload, (byte) (committed.size() + i));
            samples.add(new Sample(committed.size() + i, (short) i, ByteBuffer.wrap(payload)));
        }
        for (Sample sample : samples) {
            sample.appendTo(writer);
        }
        assertThat(writer.commit().id(0)).isEqualTo(committed.size());
        committed.addAll(samples);
    }

    @Test
    void anInterruptedCommitIsDroppedAndTheNextOneGoesThrough() throws IOException {
        try (LogStore store = LogStores.open("filelog:" + root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Sample.numbered(0).appendTo(writer);
            writer.commit();
            Sample.numbered(1).appendTo(writer);
            Thread.currentThread().interrupt();
            assertThatThrownBy(writer::commit).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(1);
            Sample.numbered(2).appendTo(writer);
            assertThat(writer.commit().id(0)).isEqualTo(1);
            assertThat(Sample.all(store, DAY)).containsExactly(Sample.numbered(0), Sample.numbered(2));
        }
    }

    @Test
    void recordsThatAGoProgramAppendedMeanwhileAreKept() throws IOException {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Sample.of(1, 1, "ours").appendTo(writer);
            writer.commit();
            appendAsGo("its", 14);
            Sample.of(3, 3, "dropped").appendTo(writer);
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("20260301/index has 24 bytes, want 12: another program wrote to it");
            assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(2);
            Sample.of(4, 4, "ours again").appendTo(writer);
            assertThat(writer.commit().id(0)).isEqualTo(2);
            assertThat(Sample.all(store, DAY))
                    .containsExactly(Sample.of(1, 1, "ours"), Sample.of(2, 2, "its"), Sample.of(4, 4, "ours again"));
        }
    }

    @Test
    void aDayThatAGoProgramFinishedMeanwhileRefusesTheCommit() throws IOException {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Sample.of(1, 1, "in time").appendTo(writer);
            writer.commit();
            Files.createFile(root.resolve("20260301/finish"));
            Sample.of(2, 2, "too late").appendTo(writer);
            assertThatThrownBy(writer::commit).isInstanceOf(DayFinishedException.class);
            assertThat(Sample.all(store, DAY)).containsExactly(Sample.of(1, 1, "in time"));
            writer.open(DAY.plusDays(1));
        }
    }

    private void appendAsGo(String payload, long offset) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(10 + payload.length());
        record.putShort((short) 0x4b86)
                .putInt(2)
                .putInt(payload.length())
                .put(payload.getBytes(StandardCharsets.US_ASCII));
        Files.write(root.resolve("20260301/data000000"), record.array(), StandardOpenOption.APPEND);
        ByteBuffer entry =
                ByteBuffer.allocate(12).putShort((short) 0).putLong(offset).putShort((short) 2);
        Files.write(root.resolve("20260301/index"), entry.array(), StandardOpenOption.APPEND);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + " (needs root)")
                .isZero();
    }
}
