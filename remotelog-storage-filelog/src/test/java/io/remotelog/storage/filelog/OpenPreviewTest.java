package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayDamagedException;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Sample;
import io.remotelog.api.StoreInUseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of an opening before it is done is what is then told of it, and nothing is changed. */
class OpenPreviewTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);
    private static final int RECORDS = 5;

    @TempDir
    Path root;

    private Path day;
    private Map<String, byte[]> whole;

    @BeforeEach
    void write() throws IOException {
        day = root.resolve("20260227");
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            append(writer, RECORDS);
        }
        whole = new HashMap<>();
        for (String name : Places.names(day)) {
            whole.put(name, Files.readAllBytes(day.resolve(name)));
        }
    }

    @Test
    void aGoProgramsDayGetsItsChecksums() throws IOException {
        Places.forgetOurs(day);
        RecoveryReport report = previewThenOpen(true);
        assertThat(report.count()).isEqualTo(RECORDS);
        assertThat(report.findings())
                .containsExactly("day 2026-02-27: crc32c: the checksums of records 0 to 4, from index and data files");
    }

    @Test
    void aGoProgramsFilesAreCutAtAnyByte() throws IOException {
        for (String name : List.of("index", "data000000")) {
            for (int length = 0; length <= whole.get(name).length; length++) {
                restore();
                Places.forgetOurs(day);
                cut(name, length);
                previewThenOpen(true);
            }
        }
    }

    @Test
    void ourFilesAreCutAtAnyByte() throws IOException {
        for (String name : List.of("index", "data000000", "crc32c", "checkpoint")) {
            for (int length = 0; length <= whole.get(name).length; length++) {
                restore();
                cut(name, length);
                previewThenOpen(false);
            }
        }
    }

    @Test
    void whatIsMadeAnewIsTold() throws IOException {
        cut("index", 12);
        assertThat(previewThenOpen(false).rebuilt())
                .containsExactly("index: the entries of records 1 to 4, from the data files");
    }

    @Test
    void aDayThatIsNotOpenedIsNotInThePreview() throws IOException {
        Places.forgetOurs(day);
        byte[] data = whole.get("data000000").clone();
        data[0] = 1;
        Files.write(day.resolve("data000000"), data);
        try (LogStore store = Places.open(root)) {
            assertThatThrownBy(() -> store.previewOpen(DAY))
                    .isInstanceOf(DayDamagedException.class)
                    .hasMessageContaining("magic in data000000 at 0");
        }
        previewThenOpen(true);
    }

    @Test
    void whatACrashLeftInTheJournalIsInThePreview() throws IOException {
        Path crashed = root.resolve("crashed");
        Path live = root.resolve("live");
        try (LogStore store = LogStores.open(live.toString());
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            append(writer, RECORDS);
            writer.commit();
            Places.copy(live.resolve("20260227"), crashed.resolve("20260227"));
            for (String name : List.of("lineage", "journal")) {
                Files.copy(live.resolve(name), crashed.resolve(name));
            }
            assertThatThrownBy(() -> store.previewOpen(DAY)).isInstanceOf(StoreInUseException.class);
        }
        Files.write(crashed.resolve("20260227/index"), new byte[0]);
        Files.write(crashed.resolve("20260227/data000000"), new byte[0]);
        Files.write(crashed.resolve("20260227/crc32c"), new byte[0]);
        try (LogStore store = LogStores.open(crashed.toString())) {
            assertThat(store.find(DAY).orElseThrow().count()).isZero();
            Map<String, String> before = listing();
            assertThat(store.previewOpen(DAY).count()).isEqualTo(RECORDS);
            assertThat(listing()).isEqualTo(before);
        }
    }

    /** The two must be alike, but for the checksums of a Go program's records, which are told of beforehand only. */
    private RecoveryReport previewThenOpen(boolean isGos) throws IOException {
        RecoveryReport previewed = null;
        String refused = "";
        try (LogStore store = Places.open(root)) {
            Map<String, String> before = listing();
            try {
                previewed = store.previewOpen(DAY);
            } catch (IOException e) {
                refused = e.toString();
            }
            assertThat(listing()).isEqualTo(before);
            try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
                RecoveryReport opened = writer.open(DAY);
                assertThat(refused).isEmpty();
                assertThat(previewed.count()).isEqualTo(opened.count());
                assertThat(previewed.dropped()).isEqualTo(opened.dropped());
                assertThat(previewed.rebuilt()).containsAll(opened.rebuilt());
                assertThat(previewed.rebuilt().size() - opened.rebuilt().size())
                        .isEqualTo(isGos && opened.count() > 0 ? 1 : 0);
            } catch (DayDamagedException e) {
                assertThat(refused).isEqualTo(e.toString());
            }
        }
        return previewed;
    }

    private Map<String, String> listing() throws IOException {
        Map<String, String> listing = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                // A sum of the bytes, not the bytes: a journal has a million of them.
                CRC32C sum = new CRC32C();
                if (!Files.isDirectory(file)) {
                    try (InputStream in = new CheckedInputStream(Files.newInputStream(file), sum)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                }
                listing.put(file.toString(), Files.getLastModifiedTime(file) + " " + sum.getValue());
            }
        }
        return listing;
    }

    private void restore() throws IOException {
        for (String name : Places.names(day)) {
            Files.delete(day.resolve(name));
        }
        for (Map.Entry<String, byte[]> file : whole.entrySet()) {
            Files.write(day.resolve(file.getKey()), file.getValue());
        }
    }

    private void cut(String name, int length) throws IOException {
        Files.write(day.resolve(name), Arrays.copyOf(whole.get(name), length));
    }

    private static void append(LogWriter writer, int records) throws IOException {
        for (int i = 0; i < records; i++) {
            Sample.numbered(i).appendTo(writer);
        }
    }
}
