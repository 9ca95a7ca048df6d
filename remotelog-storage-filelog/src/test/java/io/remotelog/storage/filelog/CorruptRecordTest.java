package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cursor does with bytes that no writer wrote. */
class CorruptRecordTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @TempDir
    Path root;

    private Path day;
    private byte[] index;
    private byte[] data;

    @BeforeEach
    void copy() throws IOException {
        day = Places.golden("20260301", root);
        index = Files.readAllBytes(day.resolve("index"));
        data = Files.readAllBytes(day.resolve("data000000"));
    }

    @Test
    void theErrorNamesFileOffsetGotAndWant() throws IOException {
        requireCorrupt("data000000", putShort(data, 24, 0), "20260301/data000000 at 24: magic 0000, want 4B86");
        requireCorrupt("data000000", putInt(data, 30, -7), "20260301/data000000 at 24: length -7, want 0 or more");
        requireCorrupt(
                "data000000",
                putInt(data, 30, 14),
                "20260301/data000000 at 24: record 1 ends at 48, want at most 47, the length of the file");
        requireCorrupt(
                "data000000", putInt(data, 30, Integer.MAX_VALUE), "record 1 ends at 2147483681, want at most 47");
        requireCorrupt("index", putShort(index, 12, 1), "20260301/index at 12: record 1: data file 1, want 0");
        requireCorrupt(
                "index",
                putShort(index, 14, -1),
                "20260301/index at 12: record 1: offset -281474976710632, want 24, the end of the record before it");
        requireCorrupt("index", putInt(index, 18, 0), "offset 0, want 24");
    }

    @Test
    void afterASeekTheOffsetIsStillChecked() throws IOException {
        Files.write(day.resolve("index"), putInt(index, 18, 9));
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(1)) {
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("offset 9, want 10 or more");
        }
        Files.write(day.resolve("index"), putInt(index, 18, 1 << 30));
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(1)) {
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("want at most 47");
        }
    }

    @Test
    void theCursorStaysBeforeTheRecordAndGoesOnOnceItIsMended() throws IOException {
        Files.write(day.resolve("data000000"), putShort(data, 24, 0));
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
            assertThatThrownBy(cursor::payload).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
            Files.write(day.resolve("data000000"), data, StandardOpenOption.WRITE);
            assertThat(cursor.next()).isTrue();
            assertThat(Sample.at(cursor)).isEqualTo(Sample.of(1772323201, 1101, "after restart"));
        }
    }

    @Test
    void anIndexThatIsMendedIsReadAgain() throws IOException {
        Files.write(day.resolve("index"), putInt(index, 18, 0));
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
            Files.write(day.resolve("index"), index, StandardOpenOption.WRITE);
            assertThat(cursor.next()).isTrue();
            assertThat(Sample.at(cursor)).isEqualTo(Sample.of(1772323201, 1101, "after restart"));
        }
    }

    @Test
    void anyFlippedByteIsReadOrRefusedAndNeverAFault() throws IOException {
        for (int at = 0; at < index.length; at++) {
            byte[] flipped = index.clone();
            flipped[at] ^= (byte) 0xA5;
            readOrRefuse("index", flipped);
        }
        for (int at = 0; at < data.length; at++) {
            byte[] flipped = data.clone();
            flipped[at] ^= (byte) 0xA5;
            readOrRefuse("data000000", flipped);
        }
    }

    @Test
    void aDataFileThatIsMissingIsNamed() throws IOException {
        Files.delete(day.resolve("data000000"));
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThatThrownBy(cursor::next).isInstanceOf(IOException.class).hasMessageContaining("data000000");
        }
    }

    @Test
    void aDataFileCutUnderACursorIsAnErrorAndNoFaultOfTheProcess() throws IOException {
        byte[] large = new byte[200_000];
        ByteBuffer.wrap(large).put(data).putShort(47, (short) 0x4b86).putInt(47 + 6, large.length - 57);
        byte[] entries = Arrays.copyOf(index, 48);
        ByteBuffer.wrap(entries).putLong(26, 47).putLong(38, large.length);
        Files.write(day.resolve("data000000"), large);
        Files.write(day.resolve("index"), entries);
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            cursor.seek(3);
            assertThatThrownBy(cursor::next).isInstanceOf(CorruptLogException.class);
            Files.write(day.resolve("data000000"), new byte[0]);
            cursor.seek(0);
            assertThatThrownBy(cursor::next).isInstanceOf(IOException.class);
        }
    }

    private void readOrRefuse(String file, byte[] bytes) throws IOException {
        write(file, bytes);
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            int read = Sample.rest(cursor).size();
            assertThat(read).isEqualTo(2);
        } catch (CorruptLogException e) {
            assertThat(e.getMessage()).startsWith("20260301/").contains(" at ", "want");
        }
    }

    private void requireCorrupt(String file, byte[] bytes, String message) throws IOException {
        write(file, bytes);
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining(message);
        }
    }

    private void write(String file, byte[] bytes) throws IOException {
        Files.write(day.resolve("index"), index);
        Files.write(day.resolve("data000000"), data);
        Files.write(day.resolve(file), bytes);
    }

    private static byte[] putShort(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putShort(at, (short) value);
        return changed;
    }

    private static byte[] putInt(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putInt(at, value);
        return changed;
    }
}
