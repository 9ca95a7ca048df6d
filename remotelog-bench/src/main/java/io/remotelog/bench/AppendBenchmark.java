package io.remotelog.bench;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Appending, into the page cache, beside the least that any program must do: writing the same bytes in large blocks. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
@Fork(3)
public class AppendBenchmark {
    private static final int COMMIT_RECORDS = 4_096;
    private static final int BLOCK_BYTES = 1 << 20;

    /** Bytes of payload in each record. */
    @Param({"100", "1024"})
    public int payloadBytes;

    private ByteBuffer payload;
    private ByteBuffer block;
    private Path folder;

    /** Makes what is written. */
    @Setup(Level.Trial)
    public void prepare() {
        payload = Workload.payload(payloadBytes);
        block = Workload.payload(BLOCK_BYTES);
    }

    /** Makes the place. */
    @Setup(Level.Invocation)
    public void makeFolder() throws IOException {
        folder = Files.createTempDirectory("remotelog-bench-");
    }

    /** Frees the disk. */
    @TearDown(Level.Invocation)
    public void deleteFolder() throws IOException {
        Workload.delete(folder);
    }

    /** The file store, a commit every 4,096 records, without fsync. */
    @Benchmark
    public long store() throws IOException {
        try (LogStore store = LogStores.open("filelog:" + folder + "?fsync=never");
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(Workload.DAY);
            int records = Workload.records(payloadBytes);
            for (int i = 1; i <= records; i++) {
                writer.append(Workload.EPOCH_SECONDS, Workload.TYPE, payload);
                if (i % COMMIT_RECORDS == 0) {
                    writer.commit();
                }
            }
            return writer.commit().size();
        }
    }

    /** The limit: write() of 1 MiB blocks. */
    @Benchmark
    public long limit() throws IOException {
        try (FileChannel file =
                FileChannel.open(folder.resolve("blocks"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long left = Workload.fileBytes(payloadBytes);
            while (left > 0) {
                ByteBuffer next = block.duplicate().limit((int) Math.min(BLOCK_BYTES, left));
                while (next.hasRemaining()) {
                    left -= file.write(next);
                }
            }
            return file.position();
        }
    }
}
