package io.remotelog.bench;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** Scanning a day from the page cache, beside the least that any program must do: going through the mapped files. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 15)
@Measurement(iterations = 30)
@Fork(3)
public class ScanBenchmark {
    /** Bytes of payload in each record. */
    @Param({"100", "1024"})
    public int payloadBytes;

    private Path folder;
    private LogStore store;
    private List<MappedByteBuffer> mapped;

    /** Makes the day, and maps its files for the limit. */
    @Setup(Level.Trial)
    public void prepare() throws IOException {
        folder = Files.createTempDirectory("remotelog-bench-");
        store = LogStores.open("filelog:" + folder + "?fsync=never");
        ByteBuffer payload = Workload.payload(payloadBytes);
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(Workload.DAY);
            for (int i = 0; i < Workload.records(payloadBytes); i++) {
                writer.append(Workload.EPOCH_SECONDS, Workload.TYPE, payload);
            }
            writer.finish(Workload.DAY);
        }
        mapped = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(ScanBenchmark::isRead).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    mapped.add(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
                }
            }
        }
    }

    private static boolean isRead(Path file) {
        String name = file.getFileName().toString();
        return name.equals("index") || name.startsWith("data");
    }

    /** Frees the disk. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
        mapped = List.of();
        store.close();
        Workload.delete(folder);
    }

    /** Every record by its cursor: id, time, type, and the first and last byte of the payload. */
    @Benchmark
    public long store() throws IOException {
        long sum = 0;
        try (RecordCursor cursor = store.find(Workload.DAY).orElseThrow().cursor(0)) {
            while (cursor.next()) {
                ByteBuffer payload = cursor.payload();
                sum += cursor.id() + cursor.epochSeconds() + cursor.type();
                sum += payload.get(payload.position()) + payload.get(payload.limit() - 1);
            }
        }
        return sum;
    }

    /** The limit: the sum of all bytes of the same files, mapped, eight at a time. */
    @Benchmark
    public long limit() {
        long sum = 0;
        for (MappedByteBuffer file : mapped) {
            int end = file.capacity() - Long.BYTES;
            for (int at = 0; at <= end; at += Long.BYTES) {
                sum += file.getLong(at);
            }
        }
        return sum;
    }
}
