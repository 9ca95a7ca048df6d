package io.remotelog.storage.filelog;

import static io.remotelog.storage.filelog.DayFiles.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.Fault;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import io.remotelog.api.VerifyLog;
import io.remotelog.api.VerifyReport;
import io.remotelog.storage.filelog.Checkpoint.Left;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What verification tells of a day's files, right ones and damaged ones. */
class DayVerificationTest {
    private static final int RECORDS = 20;

    @TempDir
    Path root;

    private DayFiles files;

    @BeforeEach
    void write() throws IOException {
        files = DayFiles.of(root, RECORDS, Sample::numbered);
        files.writeCheckpoint(Left.IN_ORDER);
    }

    @Test
    void aDayThatIsRightHasNoFaultsAndEveryByteOfItIsCounted() throws IOException {
        VerifyLog log = new VerifyLog();
        try (LogStore store = Places.open(root)) {
            VerifyReport report = store.verify(DAY, log);
            long bytes = files.data().length + RECORDS * 16L;
            assertThat(report).isEqualTo(new VerifyReport(RECORDS, bytes, 0, 0));
        }
        assertThat(log.lines()).isEmpty();
        files.put("finish", new byte[0]);
        faults();
    }

    @Test
    void verifyingChangesNothing() throws IOException {
        files.flip("data000000", 300, 3);
        files.cut("index", 100);
        byte[] data = files.get("data000000");
        verify();
        assertThat(files.get("data000000")).isEqualTo(data);
        assertThat(Places.names(files.folder().path())).containsExactly("checkpoint", "crc32c", "data000000", "index");
        assertThat(Places.names(root)).containsExactly("20261125");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260131", "20260301"})
    void foldersThatGoWroteAreClean(String name) throws IOException {
        Path go = root.resolve("go");
        Places.golden(name, go);
        LocalDate day = DayFolder.parse(name).orElseThrow();
        VerifyLog log = new VerifyLog();
        try (LogStore store = Places.open(go)) {
            assertThat(store.verify(day, log).records()).isPositive();
        }
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aDayThatGoAppendedToIsClean() throws IOException {
        files.cut("crc32c", 4 * 12);
        files.writeCheckpoint(files.end(12), Left.IN_ORDER);
        faults();
        files.delete("crc32c");
        files.delete("checkpoint");
        faults();
    }

    @Test
    void everyFlippedBitOfAnyFileIsToldWithTheRecordsId() throws IOException {
        for (int id = 0; id < RECORDS; id += 5) {
            eachBit("data000000", files.offset(id), files.offset(id + 1), id);
            eachBit("index", 12 * id, 12 * id + 12, id);
            eachBit("crc32c", 4 * id, 4 * id + 4, id);
        }
        byte[] checkpoint = files.get("checkpoint");
        for (int at = checkpoint.length - 64; at < checkpoint.length; at += 9) {
            files.flip("checkpoint", at, at % 8);
            assertThat(verify().faults())
                    .as("checkpoint at %d", at)
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.what()).isEqualTo("checkpoint at 4096"));
            files.put("checkpoint", checkpoint);
        }
    }

    @Test
    void missingBytesOfDataAreToldOnceWithTheIdsThatTheyCost() throws IOException {
        files.cut("data000000", files.offset(17) + 5);
        faults("2026-11-25 id 17: length of data000000, got " + (files.offset(17) + 5) + ", want at least "
                + (files.offset(17) + 10) + ", the end of a record that begins at " + files.offset(17)
                + ", and records to id 19");
        files.cut("data000000", files.offset(19) + 12);
        faults("2026-11-25 id 19: length of data000000, got " + (files.offset(19) + 12) + ", want at least "
                + files.offset(20) + ", the end of a record that begins at " + files.offset(19));
        files.delete("data000000");
        faults("2026-11-25 id 0: data000000, got no such file, want one with a record at 0, and records to id 19");
    }

    @Test
    void acknowledgedRecordsThatTheIndexLacksAreTold() throws IOException {
        files.cut("index", 12 * 15);
        faults(
                "2026-11-25 id 15: records that the checkpoint counts, got 15, want 20",
                "2026-11-25 id 15: length of data000000, got " + files.offset(20) + ", want " + files.offset(15)
                        + ", what is more is cut when the day is opened next");
    }

    @Test
    void missingChecksumsAreAFaultUpToTheCheckpoint() throws IOException {
        files.cut("crc32c", 4 * 7 + 1);
        faults("2026-11-25 id 7: crc32c, got 7 checksums, want 20 checksums");
        files.delete("crc32c");
        faults("2026-11-25 id 0: crc32c, got no such file, want 20 checksums");
    }

    @Test
    void whatChecksumsThereAreBeyondTheIndexMeansNothing() throws IOException {
        files.put("crc32c", Arrays.copyOf(files.checksums(), 500));
        faults();
    }

    @Test
    void aTornTailIsToldUntilTheDayIsOpenedNext() throws IOException {
        String cut = ", what is more is cut when the day is opened next";
        files.put("index", Arrays.copyOf(files.index(), 12 * RECORDS + 5));
        faults("2026-11-25 id 20: length of index, got 245, want 240" + cut);
        files.put("index", files.index());
        int end = files.offset(RECORDS);
        files.put("data000000", Arrays.copyOf(files.data(), end + 4096));
        faults("2026-11-25 id 20: length of data000000, got " + (end + 4096) + ", want " + end + cut);
        files.put("data000000", files.data());
        files.put("data000001", new byte[7]);
        faults("2026-11-25 id 20: length of data000001, got 7, want no such file" + cut);
        files.put("data000001", new byte[0]);
        faults();
    }

    @Test
    void whatAWriterIsAboutIsNoFault() throws IOException {
        try (ChildJvm writer = ChildJvm.start(root)) {
            assertThat(writer.tell("")).isEqualTo("ready");
            files.put("index", Arrays.copyOf(files.index(), 12 * RECORDS + 5));
            files.put("data000000", Arrays.copyOf(files.data(), files.offset(RECORDS) + 100));
            faults();
        }
        assertThat(verify().faults()).hasSize(2);
    }

    @Test
    void theTailOfAFinishedDayIsAFaultEvenWithAWriter() throws IOException {
        files.put("data000000", Arrays.copyOf(files.data(), files.offset(RECORDS) + 100));
        files.put("finish", new byte[1]);
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThat(writer).isNotNull();
            assertThat(verify().faults())
                    .extracting(Fault::what)
                    .containsExactly("length of finish", "length of data000000");
        }
    }

    @Test
    void aMissingCheckpointIsTold() throws IOException {
        files.delete("checkpoint");
        faults("2026-11-25 id 0: checkpoint, got no such file, want one beside crc32c");
    }

    @Test
    void aCheckpointThatDoesNotFitIsTold() throws IOException {
        files.delete("checkpoint");
        files.writeCheckpoint(new DayEnd(RECORDS, 0, files.offset(RECORDS) - 1), Left.IN_ORDER);
        faults("2026-11-25 id 19: end of the record in checkpoint, got data000000 at " + (files.offset(RECORDS) - 1)
                + ", want data000000 at " + files.offset(RECORDS));
    }

    @Test
    void anEmptyDayIsClean() throws IOException {
        for (String name : Places.names(files.folder().path())) {
            files.delete(name);
        }
        faults();
        files.put("index", new byte[0]);
        files.put("data000000", new byte[0]);
        files.put("crc32c", new byte[0]);
        files.writeCheckpoint(DayEnd.EMPTY, Left.OPEN_COMMIT);
        faults();
    }

    @Test
    void aGapIsNotedAndNoFault() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(files.offset(RECORDS) + 7);
        data.put(files.data(), 0, files.offset(19)).put(new byte[7]);
        data.put(files.data(), files.offset(19), files.data().length - files.offset(19));
        files.put("data000000", data.array());
        files.patch(
                "index",
                12 * 19 + 2,
                ByteBuffer.allocate(8).putLong(files.offset(19) + 7).array());
        files.writeCheckpoint(new DayEnd(RECORDS, 0, files.offset(RECORDS) + 7), Left.IN_ORDER);
        VerifyLog log = verify();
        assertThat(log.faults()).isEmpty();
        assertThat(log.notes()).singleElement().asString().contains("7 bytes in 1 gaps", "before id 19");
    }

    @Test
    void brokenFilesOfNoDayAreToldAsOfTheOldestOne() throws IOException {
        try (LogStore store = LogStores.open("filelog:" + root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY.plusDays(1));
            Sample.numbered(1).appendTo(writer);
            writer.commit();
        }
        assertThat(rootFaults()).isEmpty();
        Files.writeString(root.resolve("lineage"), "remotelog lineage 1\nlog 17\nzone Z\n");
        Path journal = root.resolve("journal");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[9] ^= 1;
        bytes[4096 + 9] ^= 1;
        Files.write(journal, bytes);
        assertThat(rootFaults())
                .containsExactly(
                        "2026-11-25 id 0: lineage, got '" + root + "/lineage line 2: 'log 17', want 'log UUID'',"
                                + " want the log's id and zone",
                        "2026-11-25 id 0: journal, got no header that agrees with its CRC32C, want one");
    }

    private List<String> rootFaults() throws IOException {
        VerifyLog log = new VerifyLog();
        try (LogStore store = Places.open(root)) {
            store.verify(log);
        }
        return log.lines();
    }

    @Test
    void anAbsentDayIsAnError() throws IOException {
        try (LogStore store = Places.open(root)) {
            assertThatThrownBy(() -> store.verify(DAY.plusDays(1), new VerifyLog()))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("there is no day 2026-11-26");
        }
        assertThat(Files.exists(root.resolve("20261126"))).isFalse();
    }

    private VerifyLog verify() throws IOException {
        VerifyLog log = new VerifyLog();
        try (LogStore store = Places.open(root)) {
            VerifyReport report = store.verify(DAY, log);
            assertThat(report.faults()).isEqualTo(log.faults().size());
            assertThat(report.bytes()).isEqualTo(log.bytes());
        }
        return log;
    }

    /** What is told of the files as they are, which are made whole again. */
    private void faults(String... lines) throws IOException {
        assertThat(verify().lines()).containsExactly(lines);
        if (lines.length > 0) {
            files.writeAll();
            files.writeCheckpoint(Left.IN_ORDER);
        }
    }

    private void eachBit(String file, int from, int to, long id) throws IOException {
        for (int at = from; at < to; at++) {
            for (int bit = 0; bit < 8; bit++) {
                files.flip(file, at, bit);
                assertThat(verify().faults())
                        .as("%s at %d bit %d", file, at, bit)
                        .isNotEmpty()
                        .allMatch(fault -> fault.id() == id);
                files.flip(file, at, bit);
            }
        }
    }
}
