package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayDamagedException;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves at the end of a day that a Go program wrote, at every byte, and what no crash can leave. */
class DayRecoveryTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);
    private static final int RECORDS = 5;

    @TempDir
    Path root;

    private Path day;
    private byte[] index;
    private byte[] data;

    @BeforeEach
    void write() throws IOException {
        day = root.resolve("20260227");
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            for (int i = 0; i < RECORDS; i++) {
                record(i).appendTo(writer);
            }
        }
        Places.forgetOurs(day);
        index = Files.readAllBytes(day.resolve("index"));
        data = Files.readAllBytes(day.resolve("data000000"));
    }

    @Test
    void anOrderlyEndIsClean() throws IOException {
        assertThat(open().isClean()).isTrue();
        requireRecords(RECORDS);
    }

    @Test
    void anIndexCutAtAnyByteKeepsItsWholeEntries() throws IOException {
        for (int length = 0; length <= index.length; length++) {
            put("index", index, length);
            put("data000000", data, data.length);
            RecoveryReport report = open();
            int whole = length / 12;
            assertThat(report.count()).isEqualTo(whole);
            assertThat(report.isClean()).isEqualTo(whole == RECORDS);
            long dropped = report.dropped().stream().mapToLong(d -> d.bytes()).sum();
            assertThat(dropped).isEqualTo(length % 12 + data.length - end(whole));
            requireRecords(whole);
        }
    }

    @Test
    void aDataFileCutAtAnyByteKeepsItsWholeRecords() throws IOException {
        for (int length = 0; length <= data.length; length++) {
            put("index", index, index.length);
            put("data000000", data, length);
            RecoveryReport report = open();
            int whole = 0;
            while (whole < RECORDS && end(whole + 1) <= length) {
                whole++;
            }
            assertThat(report.count()).isEqualTo(whole);
            assertThat(report.isClean()).isEqualTo(whole == RECORDS);
            requireRecords(whole);
        }
    }

    @Test
    void bothFilesCutAtAnyByteKeepWhatIsWholeInBoth() throws IOException {
        for (int indexLength = 0; indexLength <= index.length; indexLength += 5) {
            for (int dataLength = 0; dataLength <= data.length; dataLength += 3) {
                put("index", index, indexLength);
                put("data000000", data, dataLength);
                int whole = 0;
                while ((whole + 1) * 12 <= indexLength && end(whole + 1) <= dataLength) {
                    whole++;
                }
                assertThat(open().count()).isEqualTo(whole);
                requireRecords(whole);
            }
        }
    }

    @Test
    void theReportNamesFilesIdsBytesAndReasons() throws IOException {
        put("index", index, index.length);
        Files.write(day.resolve("index"), new byte[5], StandardOpenOption.APPEND);
        put("data000000", data, end(3) + 4);
        assertThat(open().dropped())
                .extracting(Object::toString)
                .containsExactly(
                        "index: 24 bytes cut (ids 3 to 5): record 3: length of data000000, got 55, want at least 61,"
                                + " the end of a record that begins at 51",
                        "index: 5 bytes cut (ids 5 to 5): no whole entry",
                        "data000000: 4 bytes cut (ids 3 to 3): the index tells of no record there");
        assertThat(open().isClean()).isTrue();
    }

    @Test
    void whatIsAppendedAfterACutIsWhereItWouldHaveBeen() throws IOException {
        put("index", index, index.length - 7);
        put("data000000", data, data.length - 1);
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThat(writer.open(DAY).count()).isEqualTo(RECORDS - 1);
            record(RECORDS - 1).appendTo(writer);
            assertThat(writer.commit().id(0)).isEqualTo(RECORDS - 1);
        }
        assertThat(Files.readAllBytes(day.resolve("index"))).isEqualTo(index);
        assertThat(Files.readAllBytes(day.resolve("data000000"))).isEqualTo(data);
    }

    @Test
    void aZeroTailOfDataIsHarmlessToReadersAndCutOffByFinish() throws IOException {
        Files.write(day.resolve("data000000"), new byte[100_000], StandardOpenOption.APPEND);
        try (LogStore store = Places.open(root)) {
            assertThat(Sample.all(store, DAY)).isEqualTo(records(RECORDS));
            try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
                writer.finish(DAY);
            }
        }
        assertThat(Files.readAllBytes(day.resolve("data000000"))).isEqualTo(data);
        assertThat(Places.goNames(day)).containsExactly("data000000", "finish", "index");
    }

    @Test
    void aDataFileThatTheIndexDoesNotReachIsRemoved() throws IOException {
        Files.write(day.resolve("data000001"), new byte[7]);
        RecoveryReport report = open();
        assertThat(report.dropped()).singleElement().satisfies(dropped -> {
            assertThat(dropped.file()).isEqualTo("data000001");
            assertThat(dropped.bytes()).isEqualTo(7);
        });
        assertThat(Places.goNames(day)).containsExactly("data000000", "index");
    }

    @Test
    void filesOfOtherNamesStay() throws IOException {
        for (String name : List.of("data", "data1", "data0000001", "dataXXXXXX", "notes.txt", "index.bak")) {
            Files.writeString(day.resolve(name), name);
        }
        List<String> names = Places.names(day);
        assertThat(open().isClean()).isTrue();
        assertThat(Places.goNames(day)).isEqualTo(names);
    }

    @Test
    void aDayWithoutFilesOpens() throws IOException {
        Files.delete(day.resolve("index"));
        Files.delete(day.resolve("data000000"));
        assertThat(open().isClean()).isTrue();
        assertThat(Places.goNames(day)).containsExactly("index");
    }

    @Test
    void whatNoCrashCanLeaveIsAnErrorThatCutsNothing() throws IOException {
        int last = end(RECORDS - 1);
        corrupt("index", index, 12 * 4, "record 4: data file in index at 48, got 1, want 0", (short) 1);
        corrupt("index", index, 12 * 4 + 2, "record 4: offset in index at 48, got -1, want " + last, -1L);
        corrupt("index", index, 12 * 4 + 2, "record 4: offset in index at 48, got 0, want " + last, 0L);
        corrupt("index", index, 12 * 4 + 2, "record 4: length of data000000, got " + data.length, 1_000_000L);
        corrupt("index", index, 12 * 2 + 2, "record 2: offset in index at 24, got 0, want " + end(2), 0L);
        corrupt("data000000", data, last, "record 4: magic in data000000 at " + last + ", got 0001, want 4B86", (short)
                1);
        corrupt("data000000", data, last + 6, "record 4: length in data000000 at " + last + ", got -1", -1);
        corrupt("data000000", data, end(1) + 6, "record 1: length of data000000, got " + data.length, 9_000);
    }

    @Test
    void zerosAtTheEndAreTornOff() throws IOException {
        put("index", Arrays.copyOf(index, index.length + 24), index.length + 24);
        put("data000000", Arrays.copyOf(data, data.length + 500), data.length + 500);
        assertThat(open().count()).isEqualTo(RECORDS);
        requireRecords(RECORDS);
    }

    private void corrupt(String file, byte[] whole, int at, String message, Number value) throws IOException {
        put("index", index, index.length);
        put("data000000", data, data.length);
        byte[] bytes = whole.clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (value instanceof Short) {
            buffer.putShort(at, value.shortValue());
        } else if (value instanceof Integer) {
            buffer.putInt(at, value.intValue());
        } else {
            buffer.putLong(at, value.longValue());
        }
        put(file, bytes, bytes.length);
        byte[] indexBefore = Files.readAllBytes(day.resolve("index"));
        byte[] dataBefore = Files.readAllBytes(day.resolve("data000000"));
        assertThatThrownBy(this::open).isInstanceOf(DayDamagedException.class).hasMessageContaining(message);
        assertThat(Files.readAllBytes(day.resolve("index"))).isEqualTo(indexBefore);
        assertThat(Files.readAllBytes(day.resolve("data000000"))).isEqualTo(dataBefore);
    }

    private RecoveryReport open() throws IOException {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            return writer.open(DAY);
        }
    }

    private void requireRecords(int count) throws IOException {
        try (LogStore store = Places.open(root)) {
            assertThat(Sample.all(store, DAY)).isEqualTo(records(count));
        }
        assertThat(Files.size(day.resolve("index"))).isEqualTo(count * 12L);
        assertThat(Files.exists(day.resolve("data000000")) ? Files.size(day.resolve("data000000")) : 0)
                .isEqualTo(end(count));
    }

    private void put(String name, byte[] bytes, int length) throws IOException {
        Places.forgetOurs(day);
        // A new file: some file systems force one that is cut to nothing and written again, which takes its time.
        Files.deleteIfExists(day.resolve(name));
        Files.write(day.resolve(name), Arrays.copyOf(bytes, length));
    }

    private static List<Sample> records(int count) {
        List<Sample> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(i));
        }
        return records;
    }

    /** Record 2 is empty. */
    private static Sample record(int i) {
        return Sample.of(1772150400 + i, i, "payload".repeat(Math.abs(2 - i)));
    }

    /** Where the data of so many records ends. */
    private static int end(int records) {
        int end = 0;
        for (int i = 0; i < records; i++) {
            end += 10 + record(i).payload().remaining();
        }
        return end;
    }
}
