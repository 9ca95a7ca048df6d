package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of 1,000,003 records, which go-filelog wrote, too. */
class SecondDataFileTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 28);
    private static final int RECORDS = 1_000_003;

    @TempDir
    static Path written;

    @TempDir
    Path root;

    @BeforeAll
    static void write() throws IOException {
        try (LogStore store = Places.open(written);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            for (int i = 0; i < RECORDS; i++) {
                append(writer, i);
                // Not a divisor of a million, so that a commit spans both files.
                if (i % 4099 == 0) {
                    writer.commit();
                }
            }
        }
    }

    @Test
    void theFilesAreThoseOfGo() throws IOException {
        Path day = written.resolve("20260228");
        assertThat(Places.goNames(day)).containsExactly("data000000", "data000001", "index");
        assertThat(Places.sha256(day.resolve("index")))
                .isEqualTo("f1dbb915d20825396b4868ec12eb4693e674d656602d32543d2f9aa7b7e7b501");
        assertThat(Places.sha256(day.resolve("data000000")))
                .isEqualTo("933dfba7fc41ec919a7f2fa8860e6ed5688ae7200cbd29d808331ce72205c472");
        assertThat(Places.sha256(day.resolve("data000001")))
                .isEqualTo("af0d1ac690852ef7bee1d78f78ffb4732f80de1475cf18aed98dafdf929bf5fc");
    }

    @Test
    void everyRecordReadsBack() throws IOException {
        try (LogStore store = Places.open(written);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            for (int i = 0; i < RECORDS; i++) {
                requireNext(cursor, i);
            }
            assertThat(cursor.next()).isFalse();
            for (int i : new int[] {999_999, 0, 1_000_000, 1_000_002, 999_998}) {
                cursor.seek(i);
                requireNext(cursor, i);
            }
            cursor.seek(1_000_000);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.offset()).isZero();
        }
    }

    @Test
    void bytesAreThoseOfBothDataFiles() throws IOException {
        try (LogStore store = Places.open(written)) {
            DayLog day = store.find(DAY).orElseThrow();
            for (int from : new int[] {0, 7, 999_999, 1_000_000, 1_000_001, RECORDS}) {
                long want = 0;
                for (int i = from; i < RECORDS; i++) {
                    want += 10 + Integer.toString(i).length();
                }
                assertThat(day.bytes(from)).isEqualTo(want);
            }
        }
    }

    @Test
    void aCursorThatGoesBackAndForthKeepsBothFilesMappedAndOneThatGoesOnKeepsOne() throws IOException {
        try (LogStore store = Places.open(written);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            for (int i : new int[] {5, 1_000_001, 6, 1_000_002}) {
                cursor.seek(i);
                requireNext(cursor, i);
            }
            assertThat(mapped()).containsExactly("data000000", "data000001");
            cursor.seek(999_998);
            for (int i = 999_998; i < RECORDS; i++) {
                requireNext(cursor, i);
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> mapped().equals(List.of("data000001")));
        }
    }

    @Test
    void aScanOverDataFilesAllocatesNothingPerRecord() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (LogStore store = Places.open(written);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            for (int round = 0; round < 2; round++) {
                cursor.seek(0);
                long before = threads.getCurrentThreadAllocatedBytes();
                int read = 0;
                while (cursor.next()) {
                    read += cursor.payload().hasRemaining() ? 1 : 0;
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertThat(read).isEqualTo(RECORDS);
                assertThat(allocated).isLessThan(round == 0 ? Long.MAX_VALUE : RECORDS / 10);
            }
        }
    }

    private static List<String> mapped() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(written + "/20260228/data"))
                    .map(line -> line.substring(line.lastIndexOf('/') + 1))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anOpenCursorReadsASecondDataFileThatItHadNotOpenedWhenTheDayWasDeleted() throws IOException {
        copy();
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(999_999)) {
            requireNext(cursor, 999_999);
            writer.delete(DAY);
            assertThat(store.days()).isEmpty();
            for (int i = 1_000_000; i < RECORDS; i++) {
                requireNext(cursor, i);
            }
        }
        assertThat(Places.names(root)).containsExactly("lineage", "lock");
    }

    @Test
    void aZeroTailInEitherDataFileIsCutOff() throws IOException {
        Path day = copy();
        for (int file = 0; file < 2; file++) {
            Path data = day.resolve("data00000" + file);
            Files.write(data, new byte[5000], StandardOpenOption.APPEND);
        }
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.finish(DAY);
        }
        for (String name : new String[] {"data000000", "data000001", "index"}) {
            assertThat(day.resolve(name))
                    .hasSameBinaryContentAs(written.resolve("20260228").resolve(name));
        }
    }

    @Test
    void aTornSecondFileGoesBackToTheFirst() throws IOException {
        Path day = copy();
        Places.forgetOurs(day);
        Files.delete(day.resolve("data000001"));
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            RecoveryReport report = writer.open(DAY);
            assertThat(report.count()).isEqualTo(1_000_000);
            assertThat(report.dropped())
                    .singleElement()
                    .satisfies(dropped -> assertThat(dropped.bytes()).isEqualTo(36));
            for (int i = 1_000_000; i < RECORDS; i++) {
                append(writer, i);
            }
            writer.commit();
        }
        for (String name : new String[] {"data000000", "data000001", "index"}) {
            assertThat(day.resolve(name))
                    .hasSameBinaryContentAs(written.resolve("20260228").resolve(name));
        }
    }

    private Path copy() throws IOException {
        return Places.copy(written.resolve("20260228"), root.resolve("20260228"));
    }

    private static void append(LogWriter writer, int i) throws IOException {
        writer.append(1772236800 + i / 12, (short) (i % 7), payload(i));
    }

    private static void requireNext(RecordCursor cursor, int i) throws IOException {
        // Plain ifs: a million assertions of the other kind take their time.
        if (!cursor.next()
                || cursor.id() != i
                || cursor.epochSeconds() != 1772236800 + i / 12
                || cursor.type() != i % 7
                || !cursor.payload().equals(payload(i))) {
            throw new AssertionError("record " + i + " is not what was written");
        }
    }

    private static ByteBuffer payload(int i) {
        return ByteBuffer.wrap(Integer.toString(i).getBytes(StandardCharsets.US_ASCII));
    }
}
