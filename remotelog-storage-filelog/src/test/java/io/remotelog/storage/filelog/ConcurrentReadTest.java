package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that follow a writer, in its process and in another one, see whole records, in order, each one at once. */
class ConcurrentReadTest {
    @TempDir
    Path root;

    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void threadsThatFollowAWriterSeeWholeRecordsInOrder() throws Exception {
        try (LogStore store = Places.open(root);
                LogStore other = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(ChildJvm.DAY);
            ExecutorService threads = Executors.newCachedThreadPool();
            try {
                List<Future<Integer>> readers = new ArrayList<>();
                for (LogStore reading : List.of(store, other)) {
                    DayLog day = reading.find(ChildJvm.DAY).orElseThrow();
                    readers.add(threads.submit(follower(day, true)));
                    readers.add(threads.submit(follower(day, false)));
                    readers.add(threads.submit(getter(day)));
                }
                Random random = new Random(3);
                int next = 0;
                while (next < 200_000) {
                    for (int end = next + 1 + random.nextInt(2_000); next < end; next++) {
                        Sample.numbered(next).appendTo(writer);
                    }
                    writer.commit();
                }
                over.set(true);
                requireAllRead(readers, next);
            } finally {
                over.set(true);
                threads.shutdown();
            }
        }
    }

    @Test
    void anotherProcessThatFollowsAWriterSeesWholeRecordsInOrder() throws Exception {
        try (ChildJvm child = ChildJvm.start(root);
                LogStore store = Places.open(root)) {
            assertThat(child.tell("open")).isEqualTo("ready");
            DayLog day = store.find(ChildJvm.DAY).orElseThrow();
            ExecutorService threads = Executors.newCachedThreadPool();
            try {
                List<Future<Integer>> readers = List.of(
                        threads.submit(follower(day, true)),
                        threads.submit(follower(day, false)),
                        threads.submit(getter(day)));
                assertThat(child.tell("commits 400")).isNotNull();
                over.set(true);
                assertThat(day.count()).isGreaterThan(20_000);
                requireAllRead(readers, (int) day.count());
            } finally {
                over.set(true);
                threads.shutdown();
            }
        }
    }

    private static void requireAllRead(List<Future<Integer>> readers, int count) throws Exception {
        for (Future<Integer> reader : readers) {
            assertThat(reader.get()).isEqualTo(count);
        }
    }

    /** Reads from the first record to the last one that was there when it was over. */
    private Callable<Integer> follower(DayLog day, boolean verified) {
        return () -> {
            int read = 0;
            try (RecordCursor cursor = verified ? day.cursor(0) : day.unverifiedCursor(0)) {
                boolean last;
                do {
                    last = over.get();
                    for (; cursor.next(); read++) {
                        requireRecord(cursor, read);
                    }
                } while (!last);
            }
            return read;
        };
    }

    /** Gets records here and there, the newest among them, and tells how many there were when it was over. */
    private Callable<Integer> getter(DayLog day) {
        return () -> {
            Random random = new Random(1);
            try (RecordCursor cursor = day.cursor(0)) {
                while (true) {
                    boolean last = over.get();
                    int count = (int) day.count();
                    for (int i = 0; i < Math.min(count, 100); i++) {
                        int id = i == 0 ? count - 1 : random.nextInt(count);
                        cursor.seek(id);
                        assertThat(cursor.next()).isTrue();
                        requireRecord(cursor, id);
                    }
                    if (last) {
                        return count;
                    }
                }
            }
        };
    }

    private static void requireRecord(RecordCursor cursor, int id) {
        // assertThat for each of a million fields would take longer than all the rest.
        if (cursor.id() != id || !Sample.at(cursor).equals(Sample.numbered(id))) {
            assertThat(cursor.id()).isEqualTo(id);
            assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(id));
        }
    }
}
