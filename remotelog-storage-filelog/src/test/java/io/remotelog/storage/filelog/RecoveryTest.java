package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayDamagedException;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day that RemoteLog wrote and left: what is missing is made anew, or named; what was acknowledged is never passed over. */
class RecoveryTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);
    private static final int RECORDS = 40;

    @TempDir
    Path root;

    private Path day;

    @BeforeEach
    void write() throws IOException {
        day = root.resolve("20260227");
        try (LogStore store = open("commit");
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            append(writer, 0, RECORDS);
        }
    }

    @Test
    void aCleanDayOpensWithoutAWord() throws IOException {
        RecoveryReport report = reopen();
        assertThat(report.isClean()).isTrue();
        assertThat(report.rebuilt()).isEmpty();
        requireRecords(RECORDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 12, 12 * 39, 12 * 39 + 11})
    void anIndexThatIsCutIsMadeAnewWithItsTypes(int length) throws IOException {
        byte[] whole = cut("index", length);
        RecoveryReport report = reopen();
        assertThat(report.count()).isEqualTo(RECORDS);
        assertThat(report.rebuilt()).singleElement().asString().startsWith("index: the entries of records ");
        assertThat(Files.readAllBytes(day.resolve("index"))).isEqualTo(whole);
        requireRecords(RECORDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 40, 159})
    void checksumsThatAreCutAreMadeAnew(int length) throws IOException {
        byte[] whole = cut("crc32c", length);
        RecoveryReport report = reopen();
        assertThat(report.rebuilt()).singleElement().asString().startsWith("crc32c: the checksums of records ");
        assertThat(Files.readAllBytes(day.resolve("crc32c"))).isEqualTo(whole);
        requireRecords(RECORDS);
    }

    @Test
    void aMissingChecksumFileIsMadeAnew() throws IOException {
        byte[] whole = Files.readAllBytes(day.resolve("crc32c"));
        Files.delete(day.resolve("crc32c"));
        assertThat(reopen().rebuilt()).hasSize(1);
        assertThat(Files.readAllBytes(day.resolve("crc32c"))).isEqualTo(whole);
    }

    @Test
    void aMissingCheckpointLeavesADayAsAnotherProgramWouldHaveWrittenIt() throws IOException {
        Files.delete(day.resolve("checkpoint"));
        assertThat(reopen().count()).isEqualTo(RECORDS);
        assertThat(day.resolve("checkpoint")).exists();
        requireRecords(RECORDS);
    }

    @Test
    void acknowledgedRecordsThatAreGoneAreNamedAndNothingIsTouched() throws IOException {
        long length = Files.size(day.resolve("data000000"));
        cut("data000000", (int) length - 1);
        byte[] index = Files.readAllBytes(day.resolve("index"));
        assertThatThrownBy(this::reopen)
                .isInstanceOf(DayDamagedException.class)
                .hasMessageContaining("day 2026-02-27: records 39 to 39 were acknowledged")
                .hasMessageContaining("data000000 has " + (length - 1) + " bytes")
                .hasMessageContaining("verify --repair");
        assertThat(Files.readAllBytes(day.resolve("index"))).isEqualTo(index);
        assertThat(Files.size(day.resolve("data000000"))).isEqualTo(length - 1);
    }

    @Test
    void anIndexAndItsDataThatAreGoneAreNamed() throws IOException {
        cut("index", 12 * 20);
        cut("data000000", 700);
        assertThatThrownBy(this::reopen)
                .isInstanceOf(DayDamagedException.class)
                .hasMessageContaining("records 20 to 39 were acknowledged, the index ends before them");
    }

    @Test
    void whatOnlyChecksumsTellOfIsNotCutOff() throws IOException {
        Files.delete(day.resolve("checkpoint"));
        Files.delete(day.resolve("index"));
        long length = Files.size(day.resolve("data000000"));
        assertThatThrownBy(this::reopen)
                .isInstanceOf(DayDamagedException.class)
                .hasMessageContaining("the file checkpoint is missing, and crc32c tells of 40 records, but index of 0");
        assertThat(Files.size(day.resolve("data000000"))).isEqualTo(length);
        try (LogStore store = open("commit")) {
            assertThat(store.repair(DAY, Optional.empty(), fault -> {}).isClean())
                    .isTrue();
        }
        assertThat(reopen().isClean()).isTrue();
        requireRecords(RECORDS);
    }

    @Test
    void anotherDayOpensBesideADamagedOne() throws IOException {
        cut("data000000", 100);
        try (LogStore store = open("commit");
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThatThrownBy(() -> writer.open(DAY)).isInstanceOf(DayDamagedException.class);
            writer.open(DAY.plusDays(1));
            append(writer, 0, 3);
            assertThatThrownBy(() -> writer.open(DAY)).isInstanceOf(DayDamagedException.class);
            append(writer, 3, 5);
            assertThat(store.find(DAY.plusDays(1)).orElseThrow().count()).isEqualTo(5);
        }
    }

    @Test
    void whatIsBehindTheLastRecordIsCutOffAndTold() throws IOException {
        for (String name : List.of("index", "data000000", "crc32c")) {
            byte[] whole = Files.readAllBytes(day.resolve(name));
            Files.write(day.resolve(name), Arrays.copyOf(whole, whole.length + 7));
        }
        RecoveryReport report = reopen();
        assertThat(report.dropped())
                .extracting(Object::toString)
                .containsExactly(
                        "index: 7 bytes cut (ids 40 to 40): no whole entry",
                        "data000000: 7 bytes cut (ids 40 to 40): the index tells of no record there");
        assertThat(Files.size(day.resolve("crc32c"))).isEqualTo(4 * RECORDS);
        requireRecords(RECORDS);
    }

    @Test
    void recordsThatAGoProgramAddedAreKeptAndGetChecksums() throws IOException {
        long end = Files.size(day.resolve("data000000"));
        appendAsGo(end, "from go");
        RecoveryReport report = reopen();
        assertThat(report.isClean()).isTrue();
        assertThat(report.count()).isEqualTo(RECORDS + 1);
        assertThat(Files.size(day.resolve("crc32c"))).isEqualTo(4 * (RECORDS + 1));
        try (LogStore store = open("commit")) {
            List<Sample> read = Sample.all(store, DAY);
            assertThat(read.get(RECORDS)).isEqualTo(Sample.of(1, 9, "from go"));
        }
    }

    @Test
    void eachOpeningBeginsAnEpoch() throws IOException {
        reopen();
        try (LogStore store = open("never")) {
            assertThat(store.lineage().orElseThrow().epochs())
                    .extracting(epoch -> epoch.begin().toString())
                    .containsExactly("2026-02-27/0", "2026-02-27/40");
            assertThat(store.lineage().orElseThrow().epochs())
                    .extracting(epoch -> epoch.id())
                    .doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "interval=1ms", "never"})
    void aDayGoesOnUnderAnotherPolicy(String policy) throws IOException {
        try (LogStore store = open(policy);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThat(writer.open(DAY).isClean()).isTrue();
            append(writer, RECORDS, RECORDS + 5);
            assertThat(store.find(DAY).orElseThrow().durable()).isBetween((long) RECORDS, RECORDS + 5L);
        }
        assertThat(reopen().isClean()).isTrue();
        requireRecords(RECORDS + 5);
    }

    private RecoveryReport reopen() throws IOException {
        try (LogStore store = open("commit");
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            return writer.open(DAY);
        }
    }

    private LogStore open(String policy) throws IOException {
        return LogStores.open("filelog:" + root + "?fsync=" + policy);
    }

    private static void append(LogWriter writer, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            Sample.numbered(i).appendTo(writer);
            if (i % 7 == 0) {
                writer.commit();
            }
        }
        writer.commit();
    }

    private void requireRecords(int count) throws IOException {
        try (LogStore store = open("never")) {
            assertThat(Sample.all(store, DAY))
                    .isEqualTo(
                            IntStream.range(0, count).mapToObj(Sample::numbered).toList());
        }
    }

    /** Cuts a file, and gives what it was. */
    private byte[] cut(String name, int length) throws IOException {
        byte[] whole = Files.readAllBytes(day.resolve(name));
        Files.write(day.resolve(name), Arrays.copyOf(whole, length));
        return whole;
    }

    private void appendAsGo(long offset, String payload) throws IOException {
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer record = ByteBuffer.allocate(10 + bytes.length);
        record.putShort((short) 0x4b86).putInt(1).putInt(bytes.length).put(bytes);
        Files.write(day.resolve("data000000"), record.array(), StandardOpenOption.APPEND);
        ByteBuffer entry = ByteBuffer.allocate(12);
        entry.putShort((short) 0).putLong(offset).putShort((short) 9);
        Files.write(day.resolve("index"), entry.array(), StandardOpenOption.APPEND);
    }
}
