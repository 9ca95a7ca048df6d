package io.remotelog.storage.filelog;

import static io.remotelog.storage.filelog.DayFiles.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.Fault;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Sample;
import io.remotelog.api.StoreInUseException;
import io.remotelog.api.VerifyLog;
import io.remotelog.api.VerifyReport;
import io.remotelog.storage.filelog.Checkpoint.Left;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repair makes of each kind of damage, with a copy and without, and that the day opens afterwards. */
class DayRepairTest {
    private static final int RECORDS = 20;

    @TempDir
    Path root;

    @TempDir
    Path copyRoot;

    private DayFiles files;

    @BeforeEach
    void write() throws IOException {
        files = DayFiles.of(root, RECORDS, Sample::numbered);
        DayFiles.of(copyRoot, RECORDS, Sample::numbered).writeCheckpoint(Left.IN_ORDER);
        reset();
    }

    @Test
    void aDayThatIsRightIsNotTouched() throws IOException {
        VerifyLog log = repair();
        assertThat(log.lines()).isEmpty();
        requireWhole();
        assertThat(Places.names(files.folder().path())).containsExactly("checkpoint", "crc32c", "data000000", "index");
    }

    @Test
    void anyFlippedBitOfTheIndexIsMendedFromDataAndChecksums() throws IOException {
        for (int id : new int[] {0, 7, RECORDS - 1}) {
            for (int at = 12 * id; at < 12 * id + 12; at++) {
                mendsFlips("index", at, id, false);
            }
        }
    }

    @Test
    void anyFlippedBitOfAChecksumIsMendedFromTheRecord() throws IOException {
        for (int at = 0; at < 4 * RECORDS; at += 5) {
            mendsFlips("crc32c", at, at / 4, false);
        }
    }

    @Test
    void anyFlippedBitOfAMagicOrALengthIsMendedFromTheNeighbours() throws IOException {
        for (int id : new int[] {0, 7, RECORDS - 1}) {
            for (int at : new int[] {0, 1, 6, 7, 8, 9}) {
                mendsFlips("data000000", files.offset(id) + at, id, false);
            }
        }
    }

    @Test
    void anyFlippedBitOfARecordIsMendedFromTheCopy() throws IOException {
        for (int id : new int[] {0, 7, RECORDS - 1}) {
            for (int at = files.offset(id); at < files.offset(id + 1); at += 3) {
                mendsFlips("data000000", at, id, true);
            }
        }
        for (int at = 12 * 4; at < 12 * 6; at++) {
            mendsFlips("index", at, at / 12, true);
        }
        for (int at = 4 * 4; at < 4 * 6; at++) {
            mendsFlips("crc32c", at, at / 4, true);
        }
    }

    @Test
    void aBrokenRecordThatCannotBeHadStaysAndIsTold() throws IOException {
        for (int id : new int[] {0, 7, RECORDS - 1}) {
            reset();
            files.flip("data000000", files.offset(id) + 11, 2);
            byte[] data = files.get("data000000");
            VerifyLog log = repair();
            assertThat(log.mended()).isEmpty();
            assertThat(log.faults()).singleElement().satisfies(fault -> {
                assertThat(fault.id()).isEqualTo(id);
                assertThat(fault.what()).startsWith("checksum of the record in data000000 at ");
            });
            assertThat(files.get("data000000")).isEqualTo(data);
            assertThat(open().count()).isEqualTo(RECORDS);
            assertThat(verify().faults()).hasSize(1);
        }
    }

    @Test
    void aLostOrCutIndexIsMadeAgain() throws IOException {
        for (int length : new int[] {0, 5, 12 * 7, 12 * 19 + 3}) {
            reset();
            files.cut("index", length);
            VerifyLog log = repair();
            assertThat(log.faults()).isEmpty();
            assertThat(log.mended().get(0))
                    .startsWith("2026-11-25 id " + length / 12 + ": index, got " + length / 12 + " entries, want one")
                    .endsWith("mended: index entry made from data000000 and the checksum");
            requireWhole();
        }
        reset();
        files.delete("index");
        assertThat(repair().mended()).hasSize(1);
        requireWhole();
    }

    @Test
    void lostOrCutChecksumsAreComputedAgain() throws IOException {
        files.cut("crc32c", 4 * 7 + 2);
        assertThat(repair().lines())
                .containsExactly("2026-11-25 id 7: crc32c, got no checksum, want one, and of 12 more records;"
                        + " mended: computed from the records");
        requireWhole();
        files.delete("crc32c");
        assertThat(repair().lines()).hasSize(1);
        requireWhole();
    }

    @Test
    void aLostOrBrokenCheckpointIsMadeAgain() throws IOException {
        files.delete("checkpoint");
        assertThat(repair().mended())
                .singleElement()
                .asString()
                .startsWith("2026-11-25 id 20: checkpoint, got no such");
        requireWhole();
        files.flip("checkpoint", 20, 3);
        assertThat(repair().mended()).hasSize(1);
        requireWhole();
        files.flip("checkpoint", 4096 + 20, 3);
        assertThat(repair().mended()).hasSize(1);
        requireWhole();
    }

    @Test
    void aLostCheckpointAndAnIndexThatIsCutLoseNothing() throws IOException {
        files.delete("checkpoint");
        files.cut("index", 12 * 3);
        assertThat(repair().faults()).isEmpty();
        requireWhole();
    }

    @Test
    void whatIsUnreadableAtTheEndIsCutAndToldAndKept() throws IOException {
        byte[] data = files.get("data000000");
        int cut = files.offset(17) + 12;
        files.cut("data000000", cut);
        VerifyLog log = repair();
        assertThat(log.faults())
                .extracting(Fault::toString)
                .singleElement()
                .asString()
                .startsWith("2026-11-25 id 17: length of data000000, got " + cut)
                .endsWith("and records to id 19");
        assertThat(verify().lines()).isEmpty();
        assertThat(files.get("data000000")).isEqualTo(Arrays.copyOf(data, files.offset(17)));
        assertThat(files.get("index")).isEqualTo(Arrays.copyOf(files.index(), 12 * 17));
        Path side = files.folder().path().resolve("repair-1");
        assertThat(Places.names(side)).containsExactly("checkpoint", "crc32c", "data000000", "index", "replaced");
        assertThat(Arrays.copyOfRange(Files.readAllBytes(side.resolve("data000000")), files.offset(17), cut))
                .isEqualTo(Arrays.copyOfRange(data, files.offset(17), cut));
        assertThat(Files.readAllLines(side.resolve("replaced")))
                .contains("data000000 " + files.offset(17) + " 12", "index 204 36");
        assertThat(open().count()).isEqualTo(17);
        assertThat(records()).isEqualTo(numbered(17));
    }

    @Test
    void missingRecordsAreTakenFromTheCopy() throws IOException {
        for (int cut : new int[] {0, files.offset(1), files.offset(17) + 12}) {
            reset();
            files.cut("data000000", cut);
            assertThat(repairFromCopy().faults()).isEmpty();
            requireWhole();
        }
        reset();
        files.delete("data000000");
        assertThat(repairFromCopy().mended()).singleElement().asString().endsWith("mended: taken from the copy");
        requireWhole();
        for (String name : List.of("data000000", "index", "crc32c")) {
            files.delete(name);
        }
        assertThat(repairFromCopy().faults()).isEmpty();
        requireWhole();
    }

    @Test
    void recordsThatAreLostWithTheirChecksumsAreTakenFromACopyWhoseOtherRecordsAgree() throws IOException {
        files.cut("data000000", files.offset(11) + 3);
        files.cut("index", 12 * 11);
        files.cut("crc32c", 4 * 11);
        assertThat(repairFromCopy().faults()).isEmpty();
        requireWhole();
    }

    @Test
    void aCopyOfAnotherLogIsNotBelieved() throws IOException {
        DayFiles.of(copyRoot, RECORDS, i -> Sample.numbered(i + 1)).writeCheckpoint(Left.IN_ORDER);
        files.flip("data000000", files.offset(7) + 12, 1);
        assertThat(repairFromCopy().faults()).extracting(Fault::id).containsExactly(7L);
        reset();
        files.cut("data000000", files.offset(11) + 3);
        files.cut("index", 12 * 11);
        files.cut("crc32c", 4 * 11);
        VerifyLog log = repairFromCopy();
        assertThat(log.faults()).extracting(Fault::id).containsExactly(11L);
        assertThat(records()).isEqualTo(numbered(11));
    }

    @Test
    void aCopyThatIsBrokenThereItselfIsNotBelieved() throws IOException {
        DayFiles copy = DayFiles.of(copyRoot, RECORDS, Sample::numbered);
        copy.writeCheckpoint(Left.IN_ORDER);
        copy.flip("data000000", files.offset(7) + 14, 1);
        files.flip("data000000", files.offset(7) + 12, 1);
        files.flip("data000000", files.offset(8) + 12, 1);
        VerifyLog log = repairFromCopy();
        assertThat(log.faults()).extracting(Fault::id).containsExactly(7L);
        assertThat(log.mended()).hasSize(1);
        assertThat(verify().faults()).hasSize(1);
    }

    @Test
    void aStretchOfZerosIsMendedFromTheCopyAndWithoutOneTakesNoOtherRecord() throws IOException {
        files.patch("data000000", files.offset(5) + 4, new byte[files.offset(9) - files.offset(5)]);
        byte[] damaged = files.get("data000000");
        VerifyLog log = repair();
        assertThat(log.faults()).extracting(Fault::id).containsExactly(5L, 6L, 7L, 8L, 9L);
        assertThat(files.get("data000000")).isEqualTo(damaged);
        assertThat(open().count()).isEqualTo(RECORDS);
        assertThat(repairFromCopy().faults()).isEmpty();
        requireWhole();
    }

    @Test
    void aStretchOfZerosInTheIndexIsMended() throws IOException {
        files.patch("index", 12 * 5 + 1, new byte[12 * 6]);
        assertThat(repair().faults()).isEmpty();
        requireWhole();
    }

    @Test
    void damageInSeveralFilesIsMended() throws IOException {
        files.flip("index", 12 * 2 + 9, 0);
        files.flip("index", 12 * 3 + 8, 4);
        files.flip("data000000", files.offset(4) + 9, 0);
        files.flip("crc32c", 4 * 9 + 1, 7);
        files.cut("index", 12 * 18 + 1);
        VerifyLog log = repair();
        assertThat(log.faults()).isEmpty();
        requireWhole();
    }

    @Test
    void theTornTailOfADeadWriterIsCut() throws IOException {
        files.writeAll();
        files.writeCheckpoint(files.end(12), Left.OPEN_NEVER);
        files.patch("data000000", files.offset(18), new byte[files.offset(20) - files.offset(18)]);
        VerifyLog log = repair();
        assertThat(log.faults()).isEmpty();
        assertThat(log.mended()).anyMatch(line -> line.startsWith("2026-11-25 id 18: magic"));
        assertThat(verify().lines()).isEmpty();
        assertThat(records()).isEqualTo(numbered(18));
        assertThat(open().count()).isEqualTo(18);
    }

    @Test
    void aRecordThatCanBeReadIsNotCutForOneBeforeItThatCannot() throws IOException {
        files.writeAll();
        files.writeCheckpoint(files.end(12), Left.OPEN_COMMIT);
        files.patch("data000000", files.offset(14), new byte[12]);
        VerifyLog log = repair();
        assertThat(log.faults()).extracting(Fault::id).containsExactly(14L);
        assertThat(files.get("index")).isEqualTo(files.index());
        assertThat(open().count()).isEqualTo(RECORDS);
    }

    @Test
    void bytesBeyondTheLastRecordAreCutAndKept() throws IOException {
        files.put("data000000", Arrays.copyOf(files.data(), files.offset(RECORDS) + 100));
        files.put("index", Arrays.copyOf(files.index(), 12 * RECORDS + 5));
        files.put("data000001", new byte[] {1, 2, 3});
        files.put("finish", new byte[] {4});
        VerifyLog log = repair();
        assertThat(log.faults()).isEmpty();
        assertThat(log.mended()).hasSize(4);
        assertThat(Places.names(files.folder().path())).doesNotContain("data000001");
        assertThat(Files.readAllBytes(files.folder().path().resolve("repair-1/data000001")))
                .isEqualTo(new byte[] {1, 2, 3});
        assertThat(files.get("finish")).isEmpty();
        files.delete("finish");
        requireWhole();
    }

    @Test
    void aFolderThatGoWroteIsMendedFromTheNeighboursAndGetsNoFilesOfOurs() throws IOException {
        for (int id : new int[] {3, 7, 12}) {
            for (int at : new int[] {12 * id + 1, 12 * id + 8, 12 * id + 9}) {
                for (int bit : new int[] {1, 7}) {
                    resetGo();
                    files.flip("index", at, bit);
                    assertThat(repair().faults())
                            .as("index at %d bit %d", at, bit)
                            .isEmpty();
                    requireGo();
                }
            }
            for (int at : new int[] {0, 1, 6, 9}) {
                for (int bit : new int[] {1, 7}) {
                    resetGo();
                    files.flip("data000000", files.offset(id) + at, bit);
                    assertThat(verify().faults())
                            .as("data of %d at %d bit %d", id, at, bit)
                            .isNotEmpty();
                    assertThat(repair().faults())
                            .as("data of %d at %d bit %d", id, at, bit)
                            .isEmpty();
                    requireGo();
                }
            }
        }
    }

    @Test
    void aRepairThatStopsAnywhereCanBeRunAgain() throws IOException {
        int stop = 0;
        boolean stopped = true;
        while (stopped) {
            reset();
            files.flip("index", 12 * 2 + 9, 0);
            files.flip("data000000", files.offset(4) + 12, 3);
            files.flip("crc32c", 4 * 9 + 1, 7);
            files.cut("index", 12 * 18 + 1);
            files.cut("data000000", files.offset(19) + 3);
            StoppingDisk disk = new StoppingDisk(stop);
            stopped = stops(disk);
            assertThat(stopped).isEqualTo(disk.hasStopped());
            assertThat(repairFromCopy().faults())
                    .as("stopped after %d changes", stop)
                    .isEmpty();
            requireWhole();
            stop++;
        }
        assertThat(stop).isGreaterThan(15);
    }

    @Test
    void aWriterKeepsRepairOut() throws IOException {
        try (LogStore store = Places.open(root);
                LogStore other = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThat(writer).isNotNull();
            assertThatThrownBy(() -> other.repair(DAY, Optional.empty(), new VerifyLog()))
                    .isInstanceOf(StoreInUseException.class);
        }
        try (LogStore store = Places.open(root)) {
            store.repair(DAY, Optional.empty(), new VerifyLog());
            store.writer(ZoneOffset.UTC).close();
        }
    }

    @Test
    void whatIsInTheJournalIsNotLost() throws IOException {
        Path log = killedWriter();
        // As if the machine had lost what was not forced.
        change(log, "index", bytes -> Arrays.copyOf(bytes, 12 * 4 + 2));
        requireJournalKept(log);
    }

    @Test
    void whatTheJournalPutsRightIsNoFault() throws IOException {
        Path log = killedWriter();
        change(log, "data000000", bytes -> {
            Arrays.fill(bytes, bytes.length - 90, bytes.length, (byte) 0);
            return bytes;
        });
        requireJournalKept(log);
    }

    private Path killedWriter() throws IOException {
        Path log = root.resolve("killed");
        try (ChildJvm child = ChildJvm.start(log)) {
            assertThat(child.tell("")).isEqualTo("ready");
            for (int i = 0; i < 10; i++) {
                child.tell("commit");
            }
            child.kill();
        }
        return log;
    }

    private static void requireJournalKept(Path log) throws IOException {
        try (LogStore store = Places.open(log)) {
            VerifyLog verified = new VerifyLog();
            assertThat(store.verify(ChildJvm.DAY, verified).faults()).isZero();
            assertThat(verified.notes()).singleElement().asString().contains("up to 9 are whole in the journal only");
            assertThat(store.repair(ChildJvm.DAY, Optional.empty(), new VerifyLog())
                            .faults())
                    .isZero();
            assertThat(Sample.all(store, ChildJvm.DAY)).isEqualTo(numbered(10));
            assertThat(store.verify(ChildJvm.DAY, verified).faults()).isZero();
            assertThat(verified.notes()).hasSize(1);
        }
    }

    private static void change(Path log, String name, UnaryOperator<byte[]> change) throws IOException {
        Path file = log.resolve("20260227").resolve(name);
        Files.write(file, change.apply(Files.readAllBytes(file)));
    }

    private void reset() throws IOException {
        files.writeAll();
        Path side = files.folder().path();
        for (String name : Places.names(side)) {
            if (name.startsWith("repair-")) {
                new SystemDisk().deleteFolder(side.resolve(name));
            }
        }
        files.writeCheckpoint(Left.IN_ORDER);
    }

    private void resetGo() throws IOException {
        reset();
        files.delete("checkpoint");
        files.delete("crc32c");
    }

    private void mendsFlips(String name, int at, int id, boolean withCopy) throws IOException {
        for (int bit : new int[] {at % 7, 7}) {
            reset();
            files.flip(name, at, bit);
            VerifyLog log = withCopy ? repairFromCopy() : repair();
            assertThat(log.faults()).as("%s at %d bit %d", name, at, bit).isEmpty();
            assertThat(log.mended())
                    .as("%s at %d bit %d", name, at, bit)
                    .singleElement()
                    .asString()
                    .startsWith("2026-11-25 id " + id + ": ");
            requireFiles();
        }
    }

    private void requireWhole() throws IOException {
        requireFiles();
        assertThat(open()).isEqualTo(new RecoveryReport(DAY, RECORDS, List.of()));
    }

    private void requireFiles() throws IOException {
        assertThat(files.get("index")).isEqualTo(files.index());
        assertThat(files.get("data000000")).isEqualTo(files.data());
        assertThat(files.get("crc32c")).isEqualTo(files.checksums());
        assertThat(verify().lines()).isEmpty();
        assertThat(Checkpoint.read(files.folder()).orElseThrow().end()).isEqualTo(files.end(RECORDS));
    }

    private void requireGo() throws IOException {
        assertThat(files.get("index")).isEqualTo(files.index());
        assertThat(files.get("data000000")).isEqualTo(files.data());
        assertThat(Places.names(files.folder().path())).containsExactly("data000000", "index", "repair-1");
    }

    private boolean stops(Disk disk) throws IOException {
        FileLogStore store = new FileLogStore(disk, root, FsyncPolicy.NEVER, Sizes.DEFAULT, () -> null);
        try (store;
                LogStore copy = Places.open(copyRoot)) {
            store.repair(DAY, Optional.of(copy), new VerifyLog());
            return false;
        } catch (IOException e) {
            assertThat(e).hasMessage("stopped");
            return true;
        }
    }

    private VerifyLog repair() throws IOException {
        return repair(Optional.empty());
    }

    private VerifyLog repairFromCopy() throws IOException {
        try (LogStore copy = Places.open(copyRoot)) {
            return repair(Optional.of(copy));
        }
    }

    private VerifyLog repair(Optional<LogStore> copy) throws IOException {
        VerifyLog log = new VerifyLog();
        try (LogStore store = Places.open(root)) {
            VerifyReport report = store.repair(DAY, copy, log);
            assertThat(report.faults()).isEqualTo(log.faults().size());
            assertThat(report.mended()).isEqualTo(log.mended().size());
        }
        return log;
    }

    private VerifyLog verify() throws IOException {
        VerifyLog log = new VerifyLog();
        try (LogStore store = Places.open(root)) {
            store.verify(DAY, log);
        }
        return log;
    }

    private RecoveryReport open() throws IOException {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            return writer.open(DAY);
        }
    }

    private List<Sample> records() throws IOException {
        try (LogStore store = Places.open(root)) {
            return Sample.all(store, DAY);
        }
    }

    private static List<Sample> numbered(int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(Sample.numbered(i));
        }
        return samples;
    }
}
