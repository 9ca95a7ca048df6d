package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.LogGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers who want far more than the disk takes. {@code -Dremotelog.overload.seconds} has them do so for longer. */
@Timeout(180)
class OverloadTest {
    private static final int PAYLOAD_BYTES = 100_000;
    private static final int CALLERS = 128;
    private static final long DISK_BYTES_A_SECOND = 1_500_000;
    private static final int SECONDS = Integer.getInteger("remotelog.overload.seconds", 6);
    private static final int CALL_SECONDS = 3;
    private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong mostQueued = new AtomicLong();
    private final List<Throwable> wrong = new ArrayList<>();

    @Test
    void callersAreHeldBackAndNothingAcknowledgedIsLost() throws Exception {
        MemoryLogStore store = new MemoryLogStore();
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withSyncAddress(Optional.empty())
                .withQueue(64 << 20, Duration.ofMillis(300));
        try (Master master = Master.start(new SlowStore(store, DISK_BYTES_A_SECOND), config)) {
            rush(master);
            assertThat(millisOfOneCall(master))
                    .as("milliseconds of a call right after the rush")
                    .isLessThan(BACK_WITHIN.toMillis());
            assertThat(millisOfOneCall(master))
                    .as("milliseconds of the next call")
                    .isLessThan(1_000);
        }
        assertThat(wrong).isEmpty();
        assertThat(refused).as("refused calls").hasPositiveValue();
        assertThat(acknowledged).isNotEmpty();
        assertThat(mostQueued.get()).isLessThan((4 << 20) + 2 * (PAYLOAD_BYTES + PendingRecord.OVERHEAD_BYTES));
        for (Map.Entry<String, Integer> each : acknowledged.entrySet()) {
            assertThat(numberAt(store, Position.parse(each.getKey()))).isEqualTo(each.getValue());
        }
    }

    private void rush(Master master) throws InterruptedException {
        ManagedChannel channel = channel(master);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> callUntil(end, channel, master), "caller-" + i);
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) {
            caller.join();
        }
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private void callUntil(long end, ManagedChannel channel, Master master) {
        while (System.nanoTime() < end) {
            int number = numbers.getAndIncrement();
            long left = Math.min(TimeUnit.SECONDS.toNanos(CALL_SECONDS), end - System.nanoTime());
            try {
                String position = call(LogGrpc.newBlockingStub(channel), number, PAYLOAD_BYTES, left);
                acknowledged.put(position, number);
            } catch (StatusRuntimeException e) {
                notePromised(e);
            }
            mostQueued.accumulateAndGet(master.status().queuedBytes(), Math::max);
        }
    }

    private void notePromised(StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
            refused.incrementAndGet();
            if (Integer.toString(RetryHint.MILLIS).equals(e.getTrailers().get(RetryHint.KEY))) {
                return;
            }
        } else if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return;
        }
        synchronized (wrong) {
            wrong.add(e);
        }
    }

    private long millisOfOneCall(Master master) throws InterruptedException {
        ManagedChannel channel = channel(master);
        try {
            long began = System.nanoTime();
            call(LogGrpc.newBlockingStub(channel), -1, Integer.BYTES, TimeUnit.SECONDS.toNanos(60));
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    private static String call(LogGrpc.LogBlockingStub log, int number, int bytes, long nanos) {
        ByteBuffer payload = ByteBuffer.allocate(bytes).putInt(0, number);
        return log.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS)
                .appLogWrite(AppLogRequest.newBuilder()
                        .setDataType(1)
                        .setData(ByteString.copyFrom(payload))
                        .build())
                .getData();
    }

    private static ManagedChannel channel(Master master) {
        InetSocketAddress address = master.grpcAddress().orElseThrow();
        return NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                .usePlaintext()
                .build();
    }

    private static int numberAt(MemoryLogStore store, Position at) throws IOException {
        try (RecordCursor cursor = store.find(at.day()).orElseThrow().cursor(at.id())) {
            assertThat(cursor.next()).as("a record at " + at).isTrue();
            return cursor.payload().slice().getInt();
        }
    }
}
