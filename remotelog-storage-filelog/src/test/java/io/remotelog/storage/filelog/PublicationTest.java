package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers beside a writer that appends all the time: they see whole records, in order, up to {@code count()}, and at once. For
 * {@code remotelog.stress.seconds}, per policy.
 */
class PublicationTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("remotelog.stress.seconds", 2));
    private static final int MAX_PAYLOAD_BYTES = 300;

    @TempDir
    Path root;

    private volatile boolean stopped;

    /** How many records were committed; written after each commit. */
    private volatile long committed;

    @Test
    void readersSeeWholeRecordsInOrderWhileAWriterAppends() throws Exception {
        for (String policy : List.of("commit", "interval=1ms", "never")) {
            long seen = stress(root.resolve(policy.replace('=', '-')), policy);
            System.out.println("fsync=" + policy + ": " + committed + " records committed, " + seen + " read");
        }
    }

    private long stress(Path folder, String policy) throws Exception {
        stopped = false;
        committed = 0;
        String location = "filelog:" + folder + "?fsync=" + policy;
        ExecutorService threads = Executors.newCachedThreadPool();
        try (LogStore store = LogStores.open(location);
                LogStore other = LogStores.open(location);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            DayLog inside = store.find(DAY).orElseThrow();
            DayLog outside = other.find(DAY).orElseThrow();
            List<Future<Long>> readers = new ArrayList<>();
            readers.add(threads.submit(follower(inside, true)));
            readers.add(threads.submit(follower(inside, false)));
            readers.add(threads.submit(follower(outside, true)));
            readers.add(threads.submit(jumper(inside)));
            readers.add(threads.submit(watcher(inside)));
            append(writer, readers);
            stopped = true;
            long seen = 0;
            for (Future<Long> reader : readers) {
                seen += reader.get(1, TimeUnit.MINUTES);
            }
            return seen;
        } finally {
            stopped = true;
            threads.shutdownNow();
        }
    }

    private void append(LogWriter writer, List<Future<Long>> readers) throws IOException {
        Random random = new Random(1);
        long until = System.nanoTime() + TIME.toNanos();
        ByteBuffer payload = ByteBuffer.allocate(MAX_PAYLOAD_BYTES);
        long id = 0;
        while (System.nanoTime() < until && readers.stream().noneMatch(Future::isDone)) {
            int records = 1 + random.nextInt(random.nextInt(20) == 0 ? 2000 : 20);
            for (int i = 0; i < records; i++) {
                fill(payload, id);
                writer.append((int) id, (short) id, payload);
                id++;
            }
            assertThat(writer.commit().size()).isEqualTo(records);
            committed = id;
        }
    }

    /** Reads all records in order. Once the writer has stopped, all of them are there. */
    private Callable<Long> follower(DayLog day, boolean verified) {
        return () -> {
            long next = 0;
            try (RecordCursor cursor = verified ? day.cursor(0) : day.unverifiedCursor(0)) {
                while (true) {
                    boolean last = stopped;
                    long least = committed;
                    while (cursor.next()) {
                        require(cursor, next);
                        next++;
                    }
                    // A commit that has returned is seen at once.
                    assertThat(next).isGreaterThanOrEqualTo(least);
                    if (last) {
                        assertThat(next).isEqualTo(committed);
                        return next;
                    }
                }
            }
        };
    }

    /** Reads the newest record again and again: all that count() tells of is there. */
    private Callable<Long> jumper(DayLog day) {
        return () -> {
            long read = 0;
            try (RecordCursor cursor = day.cursor(0)) {
                while (!stopped) {
                    long count = day.count();
                    if (count > 0) {
                        cursor.seek(count - 1);
                        assertThat(cursor.next()).isTrue();
                        require(cursor, count - 1);
                        read++;
                    }
                }
            }
            return read;
        };
    }

    private Callable<Long> watcher(DayLog day) {
        return () -> {
            long durable = 0;
            long count = 0;
            while (!stopped) {
                long least = committed;
                long nowDurable = day.durable();
                long nowCount = day.count();
                assertThat(nowDurable).isBetween(durable, nowCount);
                assertThat(nowCount).isGreaterThanOrEqualTo(Math.max(count, least));
                durable = nowDurable;
                count = nowCount;
            }
            return 0L;
        };
    }

    private static void require(RecordCursor cursor, long id) {
        ByteBuffer want = ByteBuffer.allocate(MAX_PAYLOAD_BYTES);
        fill(want, id);
        if (cursor.id() != id
                || cursor.epochSeconds() != (int) id
                || cursor.type() != (short) id
                || !cursor.payload().equals(want)) {
            throw new AssertionError("id " + cursor.id() + ", time " + cursor.epochSeconds() + ", type " + cursor.type()
                    + ", " + cursor.payload() + ": want those of " + id + ", " + want);
        }
    }

    /** A payload that only this record has, and of a length of its own. */
    private static void fill(ByteBuffer payload, long id) {
        long state = id * 0x9E3779B97F4A7C15L;
        int length = (int) (state >>> 40) % MAX_PAYLOAD_BYTES;
        payload.clear();
        for (int i = 0; i < length; i++) {
            payload.put((byte) (state >>> (i & 31)));
            state += id;
        }
        payload.flip();
    }
}
