package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cursor does with checksums, there, absent, too few, and wrong. */
class VerifiedReadTest {
    private static final int RECORDS = 3_000;
    private static final List<Sample> WRITTEN =
            IntStream.range(0, RECORDS).mapToObj(Sample::numbered).toList();

    @TempDir
    Path root;

    private DayFiles files;
    private LogStore store;
    private DayLog day;

    @BeforeEach
    void write() throws IOException {
        files = DayFiles.of(root, RECORDS, Sample::numbered);
        store = Places.open(root);
        day = store.find(DayFiles.DAY).orElseThrow();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void recordsThatAgreeAreReadAsTheyWere() throws IOException {
        try (RecordCursor cursor = day.cursor(0)) {
            assertThat(Sample.rest(cursor)).isEqualTo(WRITTEN);
        }
        try (RecordCursor cursor = day.unverifiedCursor(0)) {
            assertThat(Sample.rest(cursor)).isEqualTo(WRITTEN);
        }
    }

    @Test
    void aFlippedBitIsRefusedWhetherItIsScannedOrSought() throws IOException {
        for (int id : new int[] {0, 1, 6, 1_500, RECORDS - 1}) {
            int offset = files.offset(id);
            requireRefused(id, "data000000", offset + 2);
            requireRefused(id, "data000000", offset + Layout.RECORD_PAYLOAD);
            requireRefused(id, "data000000", files.offset(id + 1) - 1);
            requireRefused(id, "index", (int) Layout.entryOffset(id) + Layout.ENTRY_TYPE);
            requireRefused(id, "crc32c", (int) Layout.checksumOffset(id) + 3);
        }
    }

    @Test
    void theErrorNamesFileOffsetRecordGotAndWant() throws IOException {
        files.patch("crc32c", 4, (byte) 0x01, (byte) 0x02, (byte) 0xA3, (byte) 0xB4);
        int right = ByteBuffer.wrap(files.checksums()).getInt(4);
        try (RecordCursor cursor = day.cursor(1)) {
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessage("20261125/data000000 at %d: record 1: checksum %08X, want 0102A3B4"
                            .formatted(files.offset(1), right));
        }
    }

    @Test
    void anUnverifiedCursorPassesOverIt() throws IOException {
        files.flip("data000000", files.offset(7) + Layout.RECORD_PAYLOAD, 0);
        try (RecordCursor cursor = day.unverifiedCursor(0)) {
            assertThat(Sample.rest(cursor)).hasSize(RECORDS);
        }
    }

    @Test
    void theCursorStaysBeforeTheRecordAndGoesOnOnceItIsMended() throws IOException {
        byte[] broken = files.data();
        broken[files.offset(7) + Layout.RECORD_PAYLOAD] ^= 1;
        overwrite("data000000", broken);
        try (RecordCursor cursor = day.cursor(0)) {
            for (int i = 0; i < 7; i++) {
                assertThat(cursor.next()).isTrue();
                assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(i));
            }
            assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
            assertThatThrownBy(cursor::id).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
            overwrite("data000000", files.data());
            assertThat(Sample.rest(cursor)).isEqualTo(WRITTEN.subList(7, RECORDS));
        }
    }

    @Test
    void aBrokenRecordCanBePassedOverBySeeking() throws IOException {
        files.flip("data000000", files.offset(7) + Layout.RECORD_PAYLOAD, 0);
        try (RecordCursor cursor = day.cursor(7)) {
            assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
            cursor.seek(8);
            assertThat(Sample.rest(cursor)).isEqualTo(WRITTEN.subList(8, RECORDS));
        }
    }

    @Test
    void recordsWithoutAChecksumAreRead() throws IOException {
        files.cut("crc32c", 4 * 40 + 3);
        files.flip("data000000", files.offset(40) + Layout.RECORD_PAYLOAD, 0);
        try (RecordCursor cursor = day.cursor(0)) {
            assertThat(Sample.rest(cursor)).hasSize(RECORDS);
        }
        files.flip("data000000", files.offset(39) + Layout.RECORD_PAYLOAD, 0);
        requireRefused(39, store);
        files.delete("crc32c");
        try (RecordCursor cursor = day.cursor(0)) {
            assertThat(Sample.rest(cursor)).hasSize(RECORDS);
        }
    }

    @Test
    void checksumsThatGrowUnderACursorAreSeen() throws IOException {
        files.cut("crc32c", 0);
        byte[] wrong = files.checksums();
        wrong[4 * (RECORDS - 1)] ^= 1;
        try (RecordCursor cursor = day.cursor(0)) {
            assertThat(cursor.next()).isTrue();
            overwrite("crc32c", wrong);
            assertThatThrownBy(() -> Sample.rest(cursor))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("record " + (RECORDS - 1) + ": checksum");
        }
    }

    @Test
    void aChecksumFileThatComesToBeIsSeenWhenTheCountIsReadAnew() throws IOException {
        byte[] wrong = files.checksums();
        wrong[4 * (RECORDS - 1)] ^= 1;
        files.delete("crc32c");
        overwrite("index", Arrays.copyOf(files.index(), 12 * (RECORDS - 1)));
        try (RecordCursor cursor = day.cursor(0)) {
            assertThat(Sample.rest(cursor)).hasSize(RECORDS - 1);
            overwrite("crc32c", wrong);
            overwrite("index", files.index());
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("record " + (RECORDS - 1) + ": checksum");
        }
    }

    @Test
    void checksumsBeyondTheIndexMeanNothing() throws IOException {
        files.put("crc32c", Arrays.copyOf(files.checksums(), 4 * RECORDS + 400));
        try (RecordCursor cursor = day.cursor(0)) {
            assertThat(Sample.rest(cursor)).hasSize(RECORDS);
        }
    }

    @Test
    void aRecordLargerThanABlockIsVerifiedToItsLastByte() throws IOException {
        int length = 3 * BlockVerifier.MAX_BYTES + 5;
        files = DayFiles.of(root, 5, i -> i == 2 ? large(length) : Sample.numbered(i));
        try (RecordCursor cursor = day.cursor(0)) {
            assertThat(Sample.rest(cursor)).hasSize(5).contains(large(length));
        }
        for (int at = files.offset(2) + Layout.RECORD_PAYLOAD;
                at < files.offset(3);
                at += BlockVerifier.MAX_BYTES / 2) {
            requireRefused(2, "data000000", at);
        }
        requireRefused(2, "data000000", files.offset(3) - 1);
    }

    private static Sample large(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + 7);
        }
        return new Sample(1, (short) 1, ByteBuffer.wrap(bytes));
    }

    private void requireRefused(int id, String file, int at) throws IOException {
        files.flip(file, at, 5);
        requireRefused(id, store);
        files.writeAll();
    }

    private static void requireRefused(int id, LogStore store) throws IOException {
        String message = "record " + id + ": checksum ";
        try (RecordCursor cursor = store.find(DayFiles.DAY).orElseThrow().cursor(0)) {
            for (int i = 0; i < id; i++) {
                assertThat(cursor.next()).isTrue();
            }
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining(message);
            cursor.seek(id);
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining(message);
        }
    }

    /** Keeps the file, which cursors have mapped, and makes it no shorter in between. */
    private void overwrite(String name, byte[] bytes) throws IOException {
        Path file = files.folder().path().resolve(name);
        if (!Files.exists(file)) {
            files.put(name, bytes);
            return;
        }
        if (Files.size(file) > bytes.length) {
            files.put(name, bytes);
            return;
        }
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }
}
