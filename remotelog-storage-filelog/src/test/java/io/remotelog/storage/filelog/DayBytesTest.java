package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many bytes a day still has, of files that Go wrote, damaged ones, and days that are gone. */
class DayBytesTest {
    private static final LocalDate GO_DAY = LocalDate.of(2026, 1, 31);

    @TempDir
    Path root;

    @Test
    void ofADayOfGoTheyAreThoseOfItsDataFile() throws IOException {
        Path day = Places.golden("20260131", root);
        try (LogStore store = Places.open(root)) {
            DayLog log = store.find(GO_DAY).orElseThrow();
            assertThat(log.bytes(0)).isEqualTo(Files.size(day.resolve("data000000")));
            // The last record has 4,096 bytes, the one before 10.
            assertThat(log.bytes(9)).isEqualTo(10 + 10 + 10 + 4096);
            assertThat(log.bytes(10)).isEqualTo(10 + 4096);
            assertThat(log.bytes(11)).isZero();
        }
    }

    @Test
    void whatLiesBehindTheLastRecordDoesNotCount() throws IOException {
        Path data = Places.golden("20260131", root).resolve("data000000");
        long whole = Files.size(data);
        Files.write(data, Arrays.copyOf(Files.readAllBytes(data), (int) whole + 100));
        try (LogStore store = Places.open(root)) {
            assertThat(store.find(GO_DAY).orElseThrow().bytes(0)).isEqualTo(whole);
        }
    }

    @Test
    void anEntryAndAHeaderThatCannotBeRightAreNamed() throws IOException {
        Path day = Places.golden("20260131", root);
        try (LogStore store = Places.open(root)) {
            DayLog log = store.find(GO_DAY).orElseThrow();
            byte[] index = Files.readAllBytes(day.resolve("index"));
            byte[] broken = index.clone();
            broken[12 * 3 + 1] = 7;
            Files.write(day.resolve("index"), broken);
            assertThatThrownBy(() -> log.bytes(3))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessage("20260131/index at 36: data file 7, offset 54, want data file 0, offset 0 or more");
            broken = index.clone();
            broken[12 * 3 + 2] = 1;
            Files.write(day.resolve("index"), broken);
            assertThatThrownBy(() -> log.bytes(3))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageStartingWith("20260131/index at 36: offset 72057594037927990, want at most ");
            Files.write(day.resolve("index"), index);
            Path data = day.resolve("data000000");
            byte[] bytes = Files.readAllBytes(data);
            int last = bytes.length - 10 - 4096;
            bytes[last] = 0;
            Files.write(data, bytes);
            assertThatThrownBy(() -> log.bytes(0))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessage("20260131/data000000 at " + last + ": magic 0086, length 4096, want magic 4B86, length"
                            + " 0 or more");
            Files.write(data, Arrays.copyOf(bytes, last + 4));
            assertThatThrownBy(() -> log.bytes(0))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessage("20260131/data000000 at " + last + ": 4 bytes, want 10 bytes");
        }
    }

    @Test
    void aDayThatIsGoneOrAnotherOneByNowIsNamed() throws IOException {
        Path day = Places.golden("20260131", root);
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            DayLog log = store.find(GO_DAY).orElseThrow();
            DayFolder folder = DayFolder.of(new SystemDisk(), root, GO_DAY);
            writer.delete(GO_DAY);
            assertThat(day).doesNotExist();
            assertThatThrownBy(() -> log.bytes(0)).isInstanceOf(NoSuchFileException.class);
            writer.open(GO_DAY);
            Sample.numbered(1).appendTo(writer);
            writer.commit();
            assertThat(log.bytes(0)).isEqualTo(10 + Sample.numbered(1).payload().limit());
            // Counted before.
            assertThatThrownBy(() -> new DayBytes(folder, 11).from(0))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("day 2026-01-31 is not in the store any more");
        }
    }

    @Test
    void theyCostTheSameHoweverManyRecordsThereAre() throws IOException {
        FaultyDisk disk = new FaultyDisk(new Random(1), Faults.NONE);
        Path place = Path.of("/log");
        try (LogStore store = new FileLogStore(disk, place, FsyncPolicy.NEVER, Sizes.DEFAULT, HandBackground::new);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(GO_DAY);
            DayLog log = store.find(GO_DAY).orElseThrow();
            Sample.numbered(0).appendTo(writer);
            writer.commit();
            long ofOne = operations(disk, log);
            for (int i = 1; i < 5000; i++) {
                Sample.numbered(i).appendTo(writer);
            }
            writer.commit();
            assertThat(operations(disk, log)).isEqualTo(ofOne).isLessThan(10);
        }
    }

    private static long operations(FaultyDisk disk, DayLog log) throws IOException {
        long before = disk.operations();
        assertThat(log.bytes(0)).isPositive();
        return disk.operations() - before;
    }
}
