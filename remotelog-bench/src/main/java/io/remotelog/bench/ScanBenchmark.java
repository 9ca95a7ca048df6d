package io.remotelog.bench;

import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads records that are in memory, and sums the length and the first byte of each payload. Nobody verifies a checksum. An
 * operation is a record.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ScanBenchmark {
    private static final int RECORDS_A_CALL = ScanSize.RECORDS_A_CALL;

    /** A day of the store. */
    @State(Scope.Thread)
    public static class Store {
        private FullDay day;
        private RecordCursor cursor;
        private MappedByteBuffer mapped;
        private int at;

        /** Writes it. */
        @Setup(Level.Trial)
        public void write(Payload payload, ScanSize size) throws IOException {
            day = new FullDay(size.records(payload.payloadBytes), payload.payloadBytes);
            cursor = day.day().unverifiedCursor(0);
            mapped = day.mappedData(0);
        }

        /** Removes it. */
        @TearDown(Level.Trial)
        public void remove() throws IOException {
            cursor.close();
            day.close();
        }
    }

    /** A Chronicle Queue with the same payloads. */
    @State(Scope.Thread)
    public static class Chronicle {
        private BenchFolder folder;
        private ChronicleQueue queue;
        private ExcerptTailer tailer;

        /** Writes it. */
        @Setup(Level.Trial)
        public void write(Payload given, ScanSize size) throws IOException {
            folder = new BenchFolder();
            queue = ChronicleQueue.single(folder.path().toString());
            BytesStore<?, ?> payload = BytesStore.nativeStoreFrom(given.bytes());
            try (ExcerptAppender appender = queue.createAppender()) {
                for (int i = 0; i < size.records(given.payloadBytes); i++) {
                    payload.writeByte(payload.start(), (byte) i);
                    appender.writeBytes(payload);
                }
                appender.sync();
            }
            payload.releaseLast();
            tailer = queue.createTailer();
        }

        /** Removes it. */
        @TearDown(Level.Trial)
        public void remove() throws IOException {
            tailer.close();
            queue.close();
            folder.close();
        }
    }

    /** The file of a Kafka log's segment with the same payloads, in batches of 4,096. */
    @State(Scope.Thread)
    public static class Kafka {
        private BenchFolder folder;
        private FileRecords file;
        private Iterator<? extends RecordBatch> batches;
        private Iterator<Record> records;

        /** Writes it. */
        @Setup(Level.Trial)
        public void write(Payload given, ScanSize size) throws IOException {
            folder = new BenchFolder();
            file = KafkaFile.open(folder.path().resolve("segment").toFile());
            byte[] payload = given.bytes().clone();
            ByteBuffer buffer = ByteBuffer.wrap(payload);
            ByteBuffer batch = KafkaFile.batchBuffer(given.payloadBytes);
            int count = size.records(given.payloadBytes);
            for (int first = 0; first < count; first += Sizes.RECORDS_A_COMMIT) {
                MemoryRecordsBuilder builder = KafkaFile.builder(batch.clear(), first);
                for (int i = first; i < Math.min(count, first + Sizes.RECORDS_A_COMMIT); i++) {
                    payload[0] = (byte) i;
                    builder.append(1_770_000_000_000L, null, buffer);
                }
                file.append(builder.build());
            }
            file.flush();
            batches = file.batchIterator();
            records = batches.next().iterator();
        }

        /** The records of the next batch; after the last one, of the first. */
        private Iterator<Record> nextBatch() {
            if (!batches.hasNext()) {
                batches = file.batchIterator();
            }
            records = batches.next().iterator();
            return records;
        }

        /** Removes it. */
        @TearDown(Level.Trial)
        public void remove() throws IOException {
            file.close();
            folder.close();
        }
    }

    /** The store's cursor. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_CALL)
    public long scan(Store from) throws IOException {
        RecordCursor cursor = from.cursor;
        long sum = 0;
        for (int i = 0; i < RECORDS_A_CALL; i++) {
            if (!cursor.next()) {
                cursor.seek(0);
                cursor.next();
            }
            ByteBuffer payload = cursor.payload();
            sum += payload.remaining() + payload.get(payload.position());
        }
        return sum;
    }

    /** The limit: a walk over the mapped data file that believes every length. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_CALL)
    public long limitMappedSum(Store from) {
        MappedByteBuffer mapped = from.mapped;
        int end = mapped.limit();
        int at = from.at;
        long sum = 0;
        for (int i = 0; i < RECORDS_A_CALL; i++) {
            int length = mapped.getInt(at + Sizes.LENGTH_OFFSET);
            sum += length + mapped.get(at + Sizes.HEADER_BYTES);
            at += Sizes.HEADER_BYTES + length;
            if (at == end) {
                at = 0;
            }
        }
        from.at = at;
        return sum;
    }

    /** Chronicle Queue's tailer, which shows each record in its mapped memory. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_CALL)
    public long chronicle(Chronicle from) {
        ExcerptTailer tailer = from.tailer;
        long sum = 0;
        for (int i = 0; i < RECORDS_A_CALL; ) {
            try (DocumentContext record = tailer.readingDocument()) {
                if (record.isPresent()) {
                    Bytes<?> payload = record.wire().bytes();
                    sum += payload.readRemaining() + payload.readByte(payload.readPosition());
                    i++;
                    continue;
                }
            }
            tailer.toStart();
        }
        return sum;
    }

    /**
     * Kafka's log file, by its batch and record iterators: a batch comes into memory by read calls, its CRC32C is not looked at,
     * then its records one after the other.
     */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_CALL)
    public long kafka(Kafka from) {
        Iterator<Record> records = from.records;
        long sum = 0;
        for (int i = 0; i < RECORDS_A_CALL; i++) {
            if (!records.hasNext()) {
                records = from.nextBatch();
            }
            ByteBuffer payload = records.next().value();
            sum += payload.remaining() + payload.get(payload.position());
        }
        return sum;
    }
}
