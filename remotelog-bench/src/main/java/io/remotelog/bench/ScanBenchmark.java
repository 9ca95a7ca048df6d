package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads a day that is in memory by a cursor, and sums the length and the first byte of each payload, beside the same sum over
 * the same file by walking it. An operation is a record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ScanBenchmark {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);
    private static final int RECORDS = 500_000;
    private static final int RECORD_LENGTH = 6;
    private static final int RECORD_PAYLOAD = 10;

    /** The size of a payload. */
    @Param({"100", "1024"})
    public int payloadBytes;

    private BenchFolder folder;
    private LogStore store;
    private DayLog day;
    private FileChannel file;
    private MappedByteBuffer mapped;

    /** Writes the day. */
    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = new BenchFolder();
        store = LogStores.open(folder.store());
        byte[] payload = new byte[payloadBytes];
        new Random(1).nextBytes(payload);
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            for (int i = 0; i < RECORDS; i++) {
                writer.append(i, (short) i, ByteBuffer.wrap(payload));
                if (i % 4_096 == 0) {
                    writer.commit();
                }
            }
            writer.finish(DAY);
        }
        day = store.find(DAY).orElseThrow();
        Path data = folder.path().resolve("20260131").resolve("data000000");
        file = FileChannel.open(data, StandardOpenOption.READ);
        mapped = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
    }

    /** Removes it. */
    @TearDown(Level.Trial)
    public void remove() throws IOException {
        store.close();
        file.close();
        folder.close();
    }

    /** The store. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long scan() throws IOException {
        long sum = 0;
        try (RecordCursor cursor = day.cursor(0)) {
            while (cursor.next()) {
                ByteBuffer payload = cursor.payload();
                sum += payload.remaining() + payload.get(payload.position());
            }
        }
        return sum;
    }

    /** The limit: a walk over the mapped data file that believes every length. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long limitMappedSum() {
        long sum = 0;
        int end = mapped.limit();
        int at = 0;
        while (at < end) {
            int length = mapped.getInt(at + RECORD_LENGTH);
            sum += length + mapped.get(at + RECORD_PAYLOAD);
            at += RECORD_PAYLOAD + length;
        }
        return sum;
    }
}
