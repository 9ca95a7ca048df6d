package io.remotelog.bench;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
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
 * Appends records from one thread, a commit every 4,096, the disk left to the operating system. An operation is a record. Each
 * iteration has new files, so that none grows without end, and removes them.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class AppendBenchmark {
    private static final int RECORDS_A_COMMIT = Sizes.RECORDS_A_COMMIT;

    /** A file for blocks. */
    @State(Scope.Thread)
    public static class Blocks {
        private static final int BLOCK_BYTES = 1 << 20;

        private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        private BenchFolder folder;
        private FileChannel file;
        private long bytesACommit;
        private long bytesDue;

        /** Opens it. */
        @Setup(Level.Iteration)
        public void begin(Payload given) throws IOException {
            folder = new BenchFolder();
            file = FileChannel.open(
                    folder.path().resolve("blocks"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            bytesACommit = (long) RECORDS_A_COMMIT * Sizes.written(given.payloadBytes);
            bytesDue = 0;
        }

        /** Removes it. */
        @TearDown(Level.Iteration)
        public void end() throws IOException {
            file.close();
            folder.close();
        }
    }

    /** A Chronicle Queue as it comes: daily files, blocks of 64 MiB, no preloading by a second core. */
    @State(Scope.Thread)
    public static class Chronicle {
        private BenchFolder folder;
        private ChronicleQueue queue;
        private ExcerptAppender appender;
        private BytesStore<?, ?> payload;

        /** Opens it, and appends the record that makes its file. */
        @Setup(Level.Iteration)
        public void begin(Payload given) throws IOException {
            folder = new BenchFolder();
            queue = ChronicleQueue.single(folder.path().toString());
            appender = queue.createAppender();
            payload = BytesStore.nativeStoreFrom(given.bytes());
            appender.writeBytes(payload);
        }

        /** Removes it. */
        @TearDown(Level.Iteration)
        public void end() throws IOException {
            appender.close();
            queue.close();
            payload.releaseLast();
            folder.close();
        }
    }

    /** The store. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_COMMIT)
    public CommittedIds append(EmptyDay to) throws IOException {
        LogWriter writer = to.writer();
        ByteBuffer payload = to.payload();
        for (int i = 0; i < RECORDS_A_COMMIT; i++) {
            writer.append(1_770_000_000, (short) 7, payload);
        }
        return writer.commit();
    }

    /** The limit: as many bytes, in blocks of 1 MiB, without making or looking at any of them. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_COMMIT)
    public long limitBlockWrites(Blocks to) throws IOException {
        to.bytesDue += to.bytesACommit;
        while (to.bytesDue >= Blocks.BLOCK_BYTES) {
            to.block.clear();
            while (to.block.hasRemaining()) {
                to.bytesDue -= to.file.write(to.block);
            }
        }
        return to.bytesDue;
    }

    /** Chronicle Queue: the payload alone, by the shortest way that its appender has; readers see each record at once. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_COMMIT)
    public long chronicle(Chronicle to) {
        ExcerptAppender appender = to.appender;
        BytesStore<?, ?> payload = to.payload;
        for (int i = 0; i < RECORDS_A_COMMIT; i++) {
            appender.writeBytes(payload);
        }
        return appender.lastIndexAppended();
    }

    /** Kafka's log file: the same records (time and payload) built into a batch of 4,096, which is then appended. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_COMMIT)
    public int kafka(KafkaFile to) throws IOException {
        return to.append(to.build());
    }

    /** Kafka's log file once more: one batch that was built before, so nothing is left but the write. */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_COMMIT)
    public int kafkaPrebuilt(KafkaFile to) throws IOException {
        return to.append(to.prebuilt());
    }
}
