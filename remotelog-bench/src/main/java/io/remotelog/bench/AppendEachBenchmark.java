package io.remotelog.bench;

import io.remotelog.api.CommittedIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Appends records from one thread and commits each, the disk left to the operating system. An operation is a record. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class AppendEachBenchmark {

    /** A data file and an index, with nobody who looks after them. */
    @State(Scope.Thread)
    public static class TwoFiles {
        private final ByteBuffer entry = ByteBuffer.allocateDirect(Sizes.INDEX_ENTRY_BYTES);
        private BenchFolder folder;
        private FileChannel data;
        private FileChannel index;
        private ByteBuffer record;
        private long dataEnd;
        private long indexEnd;

        /** Opens them. */
        @Setup(Level.Iteration)
        public void begin(Payload given) throws IOException {
            folder = new BenchFolder();
            data = create("data");
            index = create("index");
            record = ByteBuffer.allocateDirect(Sizes.HEADER_BYTES + given.payloadBytes);
            dataEnd = 0;
            indexEnd = 0;
        }

        private FileChannel create(String name) throws IOException {
            return FileChannel.open(
                    folder.path().resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        /** Removes them. */
        @TearDown(Level.Iteration)
        public void end() throws IOException {
            data.close();
            index.close();
            folder.close();
        }
    }

    /** The store. */
    @Benchmark
    public CommittedIds append(EmptyDay to) throws IOException {
        to.writer().append(1_770_000_000, (short) 7, to.payload());
        return to.writer().commit();
    }

    /** The limit: a positional write of a record's bytes, and one of an index entry's, both made before. */
    @Benchmark
    public long limitTwoWrites(TwoFiles to) throws IOException {
        to.dataEnd += to.data.write(to.record.clear(), to.dataEnd);
        to.indexEnd += to.index.write(to.entry.clear(), to.indexEnd);
        return to.indexEnd;
    }
}
