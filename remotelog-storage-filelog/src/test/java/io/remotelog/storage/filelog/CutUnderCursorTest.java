package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are cut under cursors whose code is compiled by then: an error each time, and the process lives. */
class CutUnderCursorTest {
    private static final int RECORDS = 60_000;
    private static final int HALF = RECORDS / 2;
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
    void aDataFileThatIsCutIsAnError() throws IOException {
        try (RecordCursor verified = day.cursor(0);
                RecordCursor unverified = day.unverifiedCursor(0)) {
            for (RecordCursor cursor : List.of(verified, unverified)) {
                warm(cursor);
                cut("data000000", files.offset(HALF));
                for (int id = HALF; id < RECORDS; id += 997) {
                    cursor.seek(id);
                    assertThatThrownBy(cursor::next).isInstanceOf(IOException.class);
                }
                cursor.seek(HALF - 2_000);
                assertThatThrownBy(() -> Sample.rest(cursor)).isInstanceOf(IOException.class);
                overwrite("data000000", files.data());
                assertThat(cursor.next()).isTrue();
                assertThat(Sample.at(cursor)).isEqualTo(WRITTEN.get(HALF));
            }
        }
    }

    @Test
    void anIndexThatIsCutEndsTheDayEarlier() throws IOException {
        try (RecordCursor verified = day.cursor(0);
                RecordCursor unverified = day.unverifiedCursor(0)) {
            for (RecordCursor cursor : List.of(verified, unverified)) {
                warm(cursor);
                // Within an entry, whose type is lost.
                cut("index", 12 * HALF + 10);
                cursor.seek(RECORDS - 1);
                assertThat(cursor.next()).isFalse();
                cursor.seek(HALF);
                assertThat(cursor.next()).isFalse();
                cursor.seek(0);
                assertThat(Sample.rest(cursor)).isEqualTo(WRITTEN.subList(0, HALF));
                overwrite("index", files.index());
                assertThat(Sample.rest(cursor)).isEqualTo(WRITTEN.subList(HALF, RECORDS));
            }
        }
    }

    @Test
    void anIndexThatIsCutWithinAnEntryGivesNoRecordOfTheWrongType() throws IOException {
        files.delete("crc32c");
        try (RecordCursor cursor = day.cursor(0)) {
            warm(cursor);
            cursor.seek(HALF + 1);
            assertThat(cursor.next()).isTrue();
            cut("index", 12 * (HALF + 1) + 10);
            cursor.seek(HALF + 1);
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void checksumsThatAreCutAreNotMissed() throws IOException {
        try (RecordCursor cursor = day.cursor(0)) {
            warm(cursor);
            cut("crc32c", 4 * HALF);
            for (int id = 0; id < RECORDS; id += 997) {
                cursor.seek(id);
                assertThat(cursor.next()).isTrue();
                assertThat(Sample.at(cursor)).isEqualTo(WRITTEN.get(id));
            }
            cursor.seek(0);
            assertThat(Sample.rest(cursor)).isEqualTo(WRITTEN);
        }
    }

    @Test
    void aVerifyingCursorReadsRightRecordsOrFailsWhileFilesAreCutAndMended() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> readers =
                    List.of(threads.submit(reader(over, 3_000)), threads.submit(reader(over, 1)));
            Random random = new Random(4);
            for (int round = 0; round < 150; round++) {
                cut("data000000", random.nextInt(files.offset(RECORDS)));
                overwrite("data000000", files.data());
            }
            over.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            over.set(true);
            threads.shutdown();
        }
    }

    private Callable<Integer> reader(AtomicBoolean over, int length) {
        return () -> {
            Random random = new Random(5);
            int right = 0;
            try (RecordCursor cursor = day.cursor(0)) {
                while (!over.get()) {
                    right += readRun(cursor, random.nextInt(RECORDS - length), length);
                }
            }
            return right;
        };
    }

    private static int readRun(RecordCursor cursor, int from, int length) throws IOException {
        cursor.seek(from);
        for (int id = from; id < from + length; id++) {
            try {
                assertThat(cursor.next()).isTrue();
            } catch (IOException e) {
                // Cut at this moment.
                return id - from;
            }
            assertThat(cursor.id()).isEqualTo(id);
            assertThat(cursor.payload().equals(WRITTEN.get(id).payload())).isTrue();
        }
        return length;
    }

    private void warm(RecordCursor cursor) throws IOException {
        for (int round = 0; round < 3; round++) {
            cursor.seek(0);
            int read = 0;
            while (cursor.next()) {
                read += cursor.payload().remaining() > 0 ? 1 : 0;
            }
            assertThat(read).isEqualTo(RECORDS);
            for (int id = 0; id < RECORDS; id += 3) {
                cursor.seek(id);
                assertThat(cursor.next()).isTrue();
            }
        }
    }

    private void cut(String name, int length) throws IOException {
        try (FileChannel file = FileChannel.open(files.folder().path().resolve(name), StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
    }

    private void overwrite(String name, byte[] bytes) throws IOException {
        try (FileChannel file = FileChannel.open(files.folder().path().resolve(name), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }
}
