package io.remotelog.bench;

import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
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
 * Reads a day that is in memory by the default cursor, which verifies every checksum, and sums all bytes of each payload. An
 * operation is a record.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class VerifiedScanBenchmark {
    private static final int RECORDS_A_CALL = ScanSize.RECORDS_A_CALL;

    /** A day of the store. */
    @State(Scope.Thread)
    public static class Store {
        private final CRC32C crc = new CRC32C();
        private FullDay day;
        private RecordCursor cursor;
        private MappedByteBuffer mapped;
        private int end;
        private int at;

        /** Writes it. */
        @Setup(Level.Trial)
        public void write(Payload payload, ScanSize size) throws IOException {
            day = new FullDay(size.records(payload.payloadBytes), payload.payloadBytes);
            cursor = day.day().cursor(0);
            mapped = day.mappedData(0);
            end = mapped.limit();
        }

        /** Removes it. */
        @TearDown(Level.Trial)
        public void remove() throws IOException {
            cursor.close();
            day.close();
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
            sum += sum(payload, payload.position(), payload.limit());
        }
        return sum;
    }

    /**
     * The limit: a walk over the mapped data file that believes every length, computes the CRC32C of each record (header and
     * payload: the range that a checksum covers, without the type), compares it with nothing, and sums the payload's bytes
     * by the same loop.
     */
    @Benchmark
    @OperationsPerInvocation(RECORDS_A_CALL)
    public long limitCrc32c(Store from) {
        MappedByteBuffer mapped = from.mapped;
        CRC32C crc = from.crc;
        int at = from.at;
        long sum = 0;
        for (int i = 0; i < RECORDS_A_CALL; i++) {
            int to = at + Sizes.HEADER_BYTES + mapped.limit(from.end).getInt(at + Sizes.LENGTH_OFFSET);
            crc.reset();
            crc.update(mapped.limit(to).position(at));
            sum += crc.getValue() + sum(mapped, at + Sizes.HEADER_BYTES, to);
            at = to == from.end ? 0 : to;
        }
        from.at = at;
        return sum;
    }

    /** Not inlined, so that it is the same machine code in both. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    static long sum(ByteBuffer payload, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += payload.get(i);
        }
        return sum;
    }
}
