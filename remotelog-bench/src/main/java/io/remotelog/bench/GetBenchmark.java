package io.remotelog.bench;

import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.SplittableRandom;
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

/**
 * Gets single records of a day of several data files, at random, by a seek, and looks at the length and first byte of the payload.
 * What counts is the median time.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class GetBenchmark {

    /** A day of the store. */
    @State(Scope.Thread)
    public static class Store {
        /** How many records the day has. */
        @Param("2500000")
        public int dayRecords;

        private final SplittableRandom random = new SplittableRandom(1);
        private FullDay day;
        private RecordCursor cursor;
        private MappedByteBuffer index;
        private MappedByteBuffer[] data;

        /** Writes it. */
        @Setup(Level.Trial)
        public void write(Payload payload) throws IOException {
            day = new FullDay(dayRecords, payload.payloadBytes);
            cursor = day.day().cursor(0);
            index = day.mappedIndex();
            data = new MappedByteBuffer[(dayRecords - 1) / Sizes.RECORDS_A_DATA_FILE + 1];
            for (int i = 0; i < data.length; i++) {
                data[i] = day.mappedData(i);
            }
        }

        /** Removes it. */
        @TearDown(Level.Trial)
        public void remove() throws IOException {
            cursor.close();
            day.close();
        }
    }

    /** The store's cursor, which verifies the checksum. */
    @Benchmark
    public long get(Store from) throws IOException {
        from.cursor.seek(from.random.nextInt(from.dayRecords));
        from.cursor.next();
        ByteBuffer payload = from.cursor.payload();
        return (long) payload.remaining() + payload.get(payload.position());
    }

    /** The limit: the same through the mapped files, believing all that they say. */
    @Benchmark
    public long limitMappedGet(Store from) {
        int entry = from.random.nextInt(from.dayRecords) * Sizes.INDEX_ENTRY_BYTES;
        MappedByteBuffer data = from.data[from.index.getShort(entry)];
        int at = (int) from.index.getLong(entry + Sizes.INDEX_DATA_OFFSET);
        return (long) data.getInt(at + Sizes.LENGTH_OFFSET) + data.get(at + Sizes.HEADER_BYTES);
    }
}
