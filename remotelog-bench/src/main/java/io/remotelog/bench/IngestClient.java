package io.remotelog.bench;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.LogGrpc;
import io.remotelog.sdk.Ack;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.SendStatus;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * An application in a process of its own, that sends records of 100 B. It takes a port and prints {@code ready}, then follows
 * orders, and answers {@code did VALUE...}:
 *
 * <ul>
 *   <li>{@code empty MILLIS}: calls that do nothing, one after the other, a second
 *   <li>{@code unary MILLIS}: the same of calls with a record each
 *   <li>{@code outstanding CALLS MILLIS}: the same, so many under way at a time
 *   <li>{@code stream ACK MILLIS}: records a second through the SDK, the last answer included
 *   <li>{@code paced RATE MILLIS}: records at a rate through the SDK; the median and the 99th percentile of the
 *       milliseconds until a durable batch is answered
 * </ul>
 */
final class IngestClient {
    private static final int PAYLOAD_BYTES = 100;
    private static final long NANOS_A_SECOND = Duration.ofSeconds(1).toNanos();

    /** Of paced records, one of so many tells how long it took. */
    private static final int SAMPLED = 100;

    private static final Duration MOST = Duration.ofSeconds(30);

    private final int port;
    private final ManagedChannel channel;
    private final AppLogRequest record = AppLogRequest.newBuilder()
            .setDataType(RecordTypes.APP)
            .setData(ByteString.copyFrom(new byte[PAYLOAD_BYTES]))
            .build();

    private IngestClient(int port) {
        this.port = port;
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build();
    }

    /** Takes the port of the master. */
    public static void main(String[] args) throws IOException {
        Child.endWithParent();
        IngestClient client = new IngestClient(Integer.parseInt(args[0]));
        System.out.println("ready");
        Child.follow((order, arguments) -> System.out.println("did " + client.follow(order, arguments)));
        client.channel.shutdownNow();
    }

    private String follow(String order, List<String> arguments) throws IOException {
        Duration duration = Duration.ofMillis(Long.parseLong(arguments.get(arguments.size() - 1)));
        try {
            return switch (order) {
                case "empty" -> rate(empty(), duration);
                case "unary" -> rate(unary(), duration);
                case "outstanding" -> text(outstanding(Integer.parseInt(arguments.get(0)), duration));
                case "stream" -> text(stream(arguments.get(0).equals("WRITTEN") ? Ack.WRITTEN : Ack.DURABLE, duration));
                case "paced" -> paced(Integer.parseInt(arguments.get(0)), duration);
                default -> throw new IllegalArgumentException("order " + order);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while records were sent");
        }
    }

    private Runnable empty() {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
        HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
        return () -> health.check(request);
    }

    private Runnable unary() {
        LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel);
        return () -> log.appLogWrite(record);
    }

    private static String rate(Runnable call, Duration duration) {
        long calls = 0;
        long began = System.nanoTime();
        long took;
        do {
            call.run();
            calls++;
            took = System.nanoTime() - began;
        } while (took < duration.toNanos());
        return text(aSecond(calls, took));
    }

    private double outstanding(int calls, Duration duration) throws IOException, InterruptedException {
        LogGrpc.LogFutureStub log = LogGrpc.newFutureStub(channel);
        Semaphore room = new Semaphore(calls);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long sent = 0;
        long began = System.nanoTime();
        while (System.nanoTime() - began < duration.toNanos()) {
            room.acquire();
            var answer = log.appLogWrite(record);
            answer.addListener(
                    () -> {
                        try {
                            answer.get();
                        } catch (Exception e) {
                            failure.compareAndSet(null, e);
                        }
                        room.release();
                    },
                    Runnable::run);
            sent++;
        }
        room.acquire(calls);
        long took = System.nanoTime() - began;
        if (failure.get() != null) {
            throw new IOException("a call failed", failure.get());
        }
        return aSecond(sent, took);
    }

    private double stream(Ack ack, Duration duration) throws IOException, InterruptedException {
        RemoteLogConfig config = RemoteLogConfig.defaults("127.0.0.1", port)
                .withAck(ack)
                .withMaxUnansweredBytes(16 << 20)
                .withMaxUnansweredRecords(200_000);
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES);
        try (RemoteLog log = RemoteLog.connect(config)) {
            long sent = 0;
            long began = System.nanoTime();
            while (System.nanoTime() - began < duration.toNanos()) {
                for (int i = 0; i < 1000; i++) {
                    require(log.log(RecordTypes.APP, payload));
                }
                sent += 1000;
            }
            require(log.flush(MOST));
            long took = System.nanoTime() - began;
            requireAll(log.status(), sent);
            return aSecond(sent, took);
        }
    }

    private String paced(int rate, Duration duration) throws IOException, InterruptedException {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES);
        ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
        try (RemoteLog log =
                RemoteLog.connect(RemoteLogConfig.defaults("127.0.0.1", port).withMaxUnansweredRecords(200_000))) {
            long total = rate * duration.toMillis() / 1000;
            long began = System.nanoTime();
            for (long sent = 0; sent < total; ) {
                long due = Math.min(total, (System.nanoTime() - began) / 1000 * rate / 1_000_000);
                for (; sent < due; sent++) {
                    if (sent % SAMPLED == 0) {
                        long sentNanos = System.nanoTime();
                        var unused = log.sendAsync(RecordTypes.APP, payload)
                                .thenRun(() -> took.add(System.nanoTime() - sentNanos));
                    } else {
                        require(log.log(RecordTypes.APP, payload));
                    }
                }
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            require(log.flush(MOST));
            requireAll(log.status(), total);
        }
        long[] sorted = took.stream()
                // The first fifth warms up.
                .skip(took.size() / 5)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return millis(sorted[sorted.length / 2]) + " " + millis(sorted[sorted.length * 99 / 100]);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }

    private static void require(boolean holds) throws IOException {
        if (!holds) {
            throw new IOException("a record was not taken, or not answered in time");
        }
    }

    private static void requireAll(SendStatus status, long sent) throws IOException {
        if (status.acknowledged() != sent) {
            throw new IOException(sent + " records were sent: " + status);
        }
    }

    private static double aSecond(long records, long nanos) {
        return records * (NANOS_A_SECOND / (double) nanos);
    }

    private static String text(double rate) {
        return String.format(Locale.ROOT, "%.0f", rate);
    }
}
