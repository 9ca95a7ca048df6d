package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading through mapped memory: across chunks, while the file grows, without garbage and without leaks. */
class MappedReadTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);

    @TempDir
    Path root;

    @Test
    void readingExtendsNoFile() throws IOException {
        Path day = Places.golden("20260301", root);
        try (LogStore store = Places.open(root)) {
            assertThat(Sample.all(store, LocalDate.of(2026, 3, 1))).hasSize(2);
        }
        assertThat(Files.size(day.resolve("data000000"))).isEqualTo(47);
        assertThat(Files.size(day.resolve("index"))).isEqualTo(24);
    }

    @Test
    void aCursorAllocatesNothingPerRecord() throws IOException {
        int records = 400_000;
        write(records);
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            scan(cursor);
            cursor.seek(0);
            long before = threads.getCurrentThreadAllocatedBytes();
            int read = scan(cursor);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(read).isEqualTo(records);
            assertThat(allocated).isLessThan(records / 4L);
        }
    }

    @Test
    void gettingRecordsByIdAllocatesNothing() throws IOException {
        int records = 50_000;
        write(records);
        try (LogStore store = Places.open(root);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0);
                RecordCursor unverified = store.find(DAY).orElseThrow().unverifiedCursor(0)) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            for (int round = 0; round < 2; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < records; i++) {
                    int id = (int) (i * 7_919L % records);
                    get(cursor, id);
                    get(unverified, id);
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertThat(allocated).isLessThan(round == 0 ? Long.MAX_VALUE : records);
            }
        }
    }

    private static void get(RecordCursor cursor, int id) throws IOException {
        cursor.seek(id);
        if (!cursor.next() || cursor.epochSeconds() != id || cursor.payload().remaining() != 50) {
            throw new AssertionError("record " + id);
        }
    }

    @Test
    void anAppendAllocatesNothingPerRecord() throws IOException {
        int records = 400_000;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuffer payload = ByteBuffer.allocateDirect(50);
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            for (int round = 0; round < 2; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < records; i++) {
                    writer.append(i, (short) 1, payload);
                    if (i % 4096 == 0) {
                        writer.commit();
                    }
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertThat(allocated).isLessThan(round == 0 ? Long.MAX_VALUE : records);
            }
        }
    }

    @Test
    void thousandsOfCursorsLeaveNoDescriptorAndNoMappingBehind() throws IOException {
        write(10);
        try (LogStore store = Places.open(root)) {
            DayLog day = store.find(DAY).orElseThrow();
            try (RecordCursor warm = day.cursor(0)) {
                assertThat(warm.next()).isTrue();
            }
            long before = openFiles();
            for (int i = 0; i < 3_000; i++) {
                try (RecordCursor cursor = day.cursor(0);
                        RecordCursor second = day.cursor(5)) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(second.next()).isTrue();
                }
            }
            // Mapped files are closed by a thread in the background.
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> openFiles() <= before);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> mappings() == 0);
        }
    }

    @Test
    void cursorsOfADayShareItsMapping() throws IOException {
        write(10);
        try (LogStore store = Places.open(root)) {
            List<RecordCursor> cursors = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0);
                cursors.add(cursor);
                assertThat(cursor.next()).isTrue();
            }
            // Of the index, the data file and the checksums.
            assertThat(mappings()).isEqualTo(3);
            for (RecordCursor cursor : cursors) {
                cursor.close();
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> mappings() == 0);
        }
    }

    @Test
    void anInterruptedReaderReadsOnAndSoDoTheOthers() throws IOException {
        write(5_000);
        try (LogStore store = Places.open(root);
                RecordCursor other = store.find(DAY).orElseThrow().cursor(0);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(other.next()).isTrue();
            Thread.currentThread().interrupt();
            assertThat(scan(cursor)).isEqualTo(5_000);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(scan(other)).isEqualTo(4_999);
        }
    }

    private void write(int records) throws IOException {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            ByteBuffer payload = ByteBuffer.allocate(50);
            for (int i = 0; i < records; i++) {
                writer.append(i, (short) 1, payload);
            }
        }
    }

    private static int scan(RecordCursor cursor) throws IOException {
        int read = 0;
        while (cursor.next()) {
            read += cursor.payload().remaining() == 50 ? 1 : 0;
        }
        return read;
    }

    private long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(file -> leadsHere(file)).count();
        }
    }

    private boolean leadsHere(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(root);
        } catch (IOException e) {
            // Closed meanwhile: the descriptor that lists them is one of them.
            return false;
        }
    }

    private long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(root.toString())).count();
        }
    }
}
