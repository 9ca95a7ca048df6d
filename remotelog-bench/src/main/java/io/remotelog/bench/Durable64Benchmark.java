package io.remotelog.bench;

import io.remotelog.api.Position;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * 64 producers, each of which waits until its own record is acknowledged as durable, and then appends the next one.
 * An operation is a record.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class Durable64Benchmark {
    private static final int PRODUCERS = 64;
    private static final int RECORDS_EACH = 200;

    /** The store, through a master's own interface. */
    @Benchmark
    @Threads(PRODUCERS)
    public Position append(DurableMaster to) throws IOException {
        return to.append();
    }

    /**
     * The store, through a master's own interface, by producers that are no threads: each is told of its record, and then
     * appends the next one, as calls from the network are.
     */
    @Benchmark
    @OperationsPerInvocation(PRODUCERS * RECORDS_EACH)
    public void appendAsync(DurableMaster to) {
        CompletableFuture<?>[] producers = new CompletableFuture<?>[PRODUCERS];
        for (int i = 0; i < PRODUCERS; i++) {
            producers[i] = produce(to, RECORDS_EACH);
        }
        CompletableFuture.allOf(producers).join();
    }

    private static CompletableFuture<Position> produce(DurableMaster to, int records) {
        CompletableFuture<Position> appended = to.appendAsync();
        return records == 1 ? appended : appended.thenCompose(position -> produce(to, records - 1));
    }

    /** The limit: one thread that writes and syncs a block of 64 such records, over and over. */
    @Benchmark
    @OperationsPerInvocation(PRODUCERS)
    public long limitWriteAndForce(ZeroFilledFile to) throws IOException {
        return to.writeAndForce(PRODUCERS);
    }
}
