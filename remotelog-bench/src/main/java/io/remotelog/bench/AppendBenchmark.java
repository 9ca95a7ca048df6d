package io.remotelog.bench;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

/** Appends records, a commit every 4,096, beside block writes of as many bytes. An operation is a record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class AppendBenchmark {
    private static final int RECORDS_A_COMMIT = 4_096;
    private static final int RECORD_HEADER_BYTES = 10;
    private static final int INDEX_ENTRY_BYTES = 12;
    private static final int BLOCK_BYTES = 1 << 20;

    /** The size of a payload. */
    @Param({"100", "1024"})
    public int payloadBytes;

    private BenchFolder folder;
    private LogStore store;
    private LogWriter writer;
    private FileChannel file;
    private ByteBuffer payload;
    private ByteBuffer block;
    private long bytesDue;

    /** A new day each time, so that no file grows without end. */
    @Setup(Level.Iteration)
    public void begin() throws IOException {
        folder = new BenchFolder();
        store = LogStores.open(folder.store());
        writer = store.writer(ZoneOffset.UTC);
        writer.open(LocalDate.of(2026, 1, 31));
        file = FileChannel.open(
                folder.path().resolve("blocks"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        byte[] bytes = new byte[payloadBytes];
        new Random(1).nextBytes(bytes);
        payload = ByteBuffer.wrap(bytes);
        block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        bytesDue = 0;
    }

    /** Removes what was written. */
    @TearDown(Level.Iteration)
    public void end() throws IOException {
        writer.close();
        store.close();
        file.close();
        folder.close();
    }

    /** The store. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_COMMIT)
    public CommittedIds append() throws IOException {
        for (int i = 0; i < RECORDS_A_COMMIT; i++) {
            writer.append(1_770_000_000, (short) 7, payload);
        }
        return writer.commit();
    }

    /** The limit: as many bytes, in blocks of 1 MiB, without making or looking at any of them. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_COMMIT)
    public long limitBlockWrites() throws IOException {
        bytesDue += (long) RECORDS_A_COMMIT * (RECORD_HEADER_BYTES + payloadBytes + INDEX_ENTRY_BYTES);
        while (bytesDue >= BLOCK_BYTES) {
            block.clear();
            while (block.hasRemaining()) {
                bytesDue -= file.write(block);
            }
        }
        return bytesDue;
    }
}
