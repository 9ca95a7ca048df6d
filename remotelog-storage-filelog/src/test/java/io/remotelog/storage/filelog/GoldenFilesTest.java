package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayFinishedException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what go-filelog wrote, goes on with it, and writes the same bytes. */
class GoldenFilesTest {
    private static final LocalDate FINISHED = LocalDate.of(2026, 1, 31);
    private static final LocalDate UNFINISHED = LocalDate.of(2026, 3, 1);

    /** What the finished day holds. */
    private static final List<Sample> RECORDS = List.of(
            Sample.of(1769817600, 1001, "hello world"),
            Sample.of(1769817600, 1101, ""),
            Sample.of(1769817601, -1, "negative type"),
            Sample.of(1769817602, 32767, "max type"),
            Sample.of(1769817602, -32768, "min type"),
            Sample.of(2147483647, 1201, "{\"t\":\"2038-01-19T03:14:07Z\"}"),
            Sample.of(-2147483648, 1201, "wrapped time"),
            Sample.of(0, 0, "epoch, type zero"),
            Sample.of(1769817603, 1201, "\u65e5\u5fd7\u7cfb\u7edf \u00fcn\u00efc\u00f6d\u00e9 \ud83d\udcdc"),
            new Sample(1769817604, (short) 7, ByteBuffer.wrap(new byte[] {0x4b, (byte) 0x86, 0, 0, 0, 0, 0, 0, 0, 4})),
            Sample.of(1769817605, 8, "x".repeat(4096)));

    private static final List<Sample> UNFINISHED_RECORDS =
            List.of(Sample.of(1772323200, 1101, "before restart"), Sample.of(1772323201, 1101, "after restart"));

    @TempDir
    Path root;

    @Test
    void theGoldenFilesAreThoseOfTheFormatPage() throws IOException {
        Path day = Places.golden("20260131", root);
        assertThat(Places.sha256(day.resolve("data000000"))).startsWith("d0297b07");
        assertThat(Places.sha256(day.resolve("index"))).startsWith("23ecb0ff");
    }

    @Test
    void everyFieldOfTheFinishedDayReadsAsGoWroteIt() throws IOException {
        Path day = Places.golden("20260131", root);
        try (LogStore store = Places.open(root)) {
            DayLog log = store.find(FINISHED).orElseThrow();
            assertThat(log.isFinished()).isTrue();
            assertThat(log.count()).isEqualTo(11);
            assertThat(log.durable()).isEqualTo(11);
            assertThat(Sample.all(store, FINISHED)).isEqualTo(RECORDS);
            requireSameAsParsed(day, log);
        }
    }

    @Test
    void everyFieldOfTheUnfinishedDayReadsAsGoWroteIt() throws IOException {
        Path day = Places.golden("20260301", root);
        try (LogStore store = Places.open(root)) {
            DayLog log = store.find(UNFINISHED).orElseThrow();
            assertThat(log.isFinished()).isFalse();
            assertThat(Sample.all(store, UNFINISHED)).isEqualTo(UNFINISHED_RECORDS);
            requireSameAsParsed(day, log);
        }
    }

    @Test
    void readingAFolderOfGoLeavesItAsItIs() throws IOException {
        Places.golden("20260131", root);
        Places.golden("20260301", root);
        try (LogStore store = Places.open(root)) {
            assertThat(store.days()).containsExactly(FINISHED, UNFINISHED);
            assertThat(store.lineage()).isEmpty();
            Sample.all(store, FINISHED);
            store.subscribe(() -> {}).close();
        }
        assertThat(Places.names(root)).containsExactly("20260131", "20260301");
        assertThat(Places.names(root.resolve("20260131"))).containsExactly("data000000", "finish", "index");
        assertThat(Places.names(root.resolve("20260301"))).containsExactly("data000000", "index");
    }

    @Test
    void theFinishedDayOfGoRefusesRecords() throws IOException {
        Places.golden("20260131", root);
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThatThrownBy(() -> writer.open(FINISHED)).isInstanceOf(DayFinishedException.class);
        }
    }

    @Test
    void theUnfinishedDayOfGoGoesOnWithoutAByteChanged() throws IOException {
        Path day = Places.golden("20260301", root);
        byte[] dataBefore = Files.readAllBytes(day.resolve("data000000"));
        byte[] indexBefore = Files.readAllBytes(day.resolve("index"));
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThat(writer.open(UNFINISHED).isClean()).isTrue();
            Sample.of(1772323202, -5, "from here").appendTo(writer);
            assertThat(writer.commit().id(0)).isEqualTo(2);
            writer.finish(UNFINISHED);
            List<Sample> want = new ArrayList<>(UNFINISHED_RECORDS);
            want.add(Sample.of(1772323202, -5, "from here"));
            assertThat(Sample.all(store, UNFINISHED)).isEqualTo(want);
        }
        ByteBuffer data = ByteBuffer.allocate(dataBefore.length + 19);
        data.put(dataBefore)
                .putShort((short) 0x4b86)
                .putInt(1772323202)
                .putInt(9)
                .put("from here".getBytes(StandardCharsets.US_ASCII));
        assertThat(Files.readAllBytes(day.resolve("data000000"))).isEqualTo(data.array());
        ByteBuffer index = ByteBuffer.allocate(36);
        index.put(indexBefore).putShort((short) 0).putLong(47).putShort((short) -5);
        assertThat(Files.readAllBytes(day.resolve("index"))).isEqualTo(index.array());
        assertThat(Places.goNames(day)).containsExactly("data000000", "finish", "index");
        assertThat(Files.size(day.resolve("finish"))).isZero();
    }

    @Test
    void theSameRecordsGiveTheSameBytes() throws IOException {
        Path golden = Places.golden("20260131", root.resolve("golden"));
        for (int perCommit : new int[] {1, 3, 11}) {
            Path written = root.resolve("written" + perCommit);
            try (LogStore store = Places.open(written);
                    LogWriter writer = store.writer(ZoneOffset.UTC)) {
                writer.open(FINISHED);
                for (int i = 0; i < RECORDS.size(); i++) {
                    RECORDS.get(i).appendTo(writer);
                    if (i % perCommit == 0) {
                        writer.commit();
                    }
                }
                writer.finish(FINISHED);
            }
            assertThat(Places.names(written)).containsExactly("20260131", "lineage", "lock");
            requireSameFiles(golden, written.resolve("20260131"));
        }
    }

    @Test
    void aRecordOfAMebibyteGivesTheBytesOfGo() throws IOException {
        LocalDate day = LocalDate.of(2026, 2, 1);
        byte[] large = new byte[1_048_576];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 + 7);
        }
        List<Sample> records = List.of(
                new Sample(1769904000, (short) 9, ByteBuffer.wrap(large)),
                Sample.of(1769904001, 10, "after the large one"));
        try (LogStore store = Places.open(root)) {
            try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
                writer.open(day);
                for (Sample record : records) {
                    record.appendTo(writer);
                }
            }
            assertThat(Sample.all(store, day)).isEqualTo(records);
        }
        assertThat(Places.sha256(root.resolve("20260201/data000000")))
                .isEqualTo("73e77d1a414328e3bbce83bca4b55b520179149a26575edc70b0f61ea4bcc370");
        assertThat(Places.sha256(root.resolve("20260201/index")))
                .isEqualTo("7d478cbd3a4e49d3d1f87615196bf38b35dc3dd82f1f8acad0a8a305f7b86180");
    }

    private static void requireSameFiles(Path want, Path got) throws IOException {
        assertThat(Places.goNames(got)).isEqualTo(Places.names(want));
        for (String name : Places.names(want)) {
            assertThat(got.resolve(name)).hasSameBinaryContentAs(want.resolve(name));
        }
    }

    /** Parses the files once more, by the format page alone. */
    private static void requireSameAsParsed(Path day, DayLog log) throws IOException {
        ByteBuffer index = ByteBuffer.wrap(Files.readAllBytes(day.resolve("index")));
        ByteBuffer data = ByteBuffer.wrap(Files.readAllBytes(day.resolve("data000000")));
        try (RecordCursor cursor = log.cursor(0)) {
            long id = 0;
            while (index.hasRemaining()) {
                assertThat(index.getShort()).isZero();
                long offset = index.getLong();
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.id()).isEqualTo(id);
                assertThat(cursor.offset()).isEqualTo(offset).isEqualTo(data.position());
                assertThat(cursor.type()).isEqualTo(index.getShort());
                assertThat(data.getShort()).isEqualTo((short) 19334);
                assertThat(cursor.epochSeconds()).isEqualTo(data.getInt());
                byte[] payload = new byte[data.getInt()];
                data.get(payload);
                assertThat(cursor.payload()).isEqualTo(ByteBuffer.wrap(payload));
                id++;
            }
            assertThat(cursor.next()).isFalse();
            assertThat(data.hasRemaining()).isFalse();
        }
    }
}
