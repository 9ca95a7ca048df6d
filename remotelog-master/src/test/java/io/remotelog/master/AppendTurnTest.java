package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.remotelog.api.LogClock;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.Position;
import io.remotelog.api.VirtualTime;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.LogGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Single calls that are appended by the thread that they came on, beside all others. */
@Timeout(120)
class AppendTurnTest {
    private static final String APPENDER = "remotelog-appender";
    private static final String NETWORK = "remotelog-grpc";
    private static final int RECORDS = 2_000;

    private final VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
    private final MemoryLogStore memory = new MemoryLogStore();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        callers.shutdownNow();
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void aCallWithNothingBesideItIsAppendedWhereItCame() throws IOException {
        WatchedStore store = new WatchedStore(memory, false);
        LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel(start(store)));
        for (int i = 0; i < RECORDS; i++) {
            assertThat(call(log)).isEqualTo(i);
        }
        assertThat(store.commits.get(APPENDER))
                .as("the first, and those after a slow commit")
                .isBetween(1, RECORDS / 2);
        assertThat(store.commits.get(NETWORK)).isGreaterThan(RECORDS / 2);
        assertThat(store.wrong).isEmpty();
    }

    @Test
    void whereACommitWaitsForTheDiskOnlyTheAppenderCommits() throws IOException {
        WatchedStore store = new WatchedStore(memory, true);
        LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel(start(store)));
        for (int i = 0; i < 200; i++) {
            assertThat(call(log)).isEqualTo(i);
        }
        assertThat(store.commits).containsOnlyKeys(APPENDER);
    }

    @Test
    void aTurnIsTakenOnlyWhereNothingWaitsAndACommitIsQuick() throws Exception {
        AppendQueue queue = new AppendQueue(1 << 20, Duration.ofSeconds(1), LogClock.system(ZoneOffset.UTC));
        AppendTurn turn = new AppendTurn(false);
        assertThat(taken(turn, queue)).as("before a commit").isFalse();
        turn.committed(1_000);
        assertThat(taken(turn, queue)).isTrue();
        turn.committed(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(taken(turn, queue)).as("after a slow commit").isFalse();
        turn.committed(1_000);
        assertThat(turn.tryTake(queue, 1 << 20)).as("for much").isFalse();

        turn.take();
        assertThat(callers.submit(() -> taken(turn, queue)).get())
                .as("while it is another's")
                .isFalse();
        turn.end();

        queue.put(new Promised((short) 1, ByteBuffer.allocate(1)));
        assertThat(taken(turn, queue)).as("behind a record that waits").isFalse();
        List<Pending> group = queue.take(1, 0);
        assertThat(taken(turn, queue))
                .as("behind a record that is being appended")
                .isFalse();
        queue.answered(group);
        assertThat(taken(turn, queue)).isTrue();
        queue.close();
        assertThat(taken(turn, queue)).as("at the end").isFalse();
    }

    private static boolean taken(AppendTurn turn, AppendQueue queue) {
        boolean taken = turn.tryTake(queue, 100);
        if (taken) {
            turn.end();
        }
        return taken;
    }

    @Test
    void aDayIsBegunByTheAppender() throws IOException {
        WatchedStore store = new WatchedStore(memory, false);
        LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel(start(store)));
        for (int day = 0; day < 50; day++) {
            for (int i = 0; i < 20; i++) {
                Position at = position(log);
                assertThat(at).isEqualTo(new Position(LocalDate.of(2026, 11, 22).plusDays(day), i));
            }
            // In steps that are believed.
            for (int hour = 0; hour < 24; hour++) {
                time.advance(Duration.ofHours(1));
            }
        }
        assertThat(store.wrong).isEmpty();
        assertThat(store.commits).containsKey(NETWORK);
    }

    @Test
    void onlyOneThreadAtATimeUsesTheWriterAndEachCallersRecordsStayInOrder() throws Exception {
        WatchedStore store = new WatchedStore(memory, false);
        Master master = start(store);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel(master));
            all.add(callers.submit(inOrder(() -> call(log))));
            AppendClient stream = AppendClient.start(channel(master));
            all.add(callers.submit(() -> appendInOrder(stream)));
            all.add(callers.submit(
                    inOrder(() -> master.commitData(1, ByteBuffer.allocate(1)).id())));
        }
        for (Future<?> each : all) {
            each.get(60, TimeUnit.SECONDS);
        }
        assertThat(store.wrong).isEmpty();
        assertThat(store.commits).containsOnlyKeys(APPENDER, NETWORK);
        assertThat(memory.find(memory.days().get(0)).orElseThrow().count()).isEqualTo(9L * RECORDS);
    }

    @Test
    void nobodyUsesTheWriterOnceTheMasterIsClosed() throws Exception {
        for (int round = 0; round < 5; round++) {
            WatchedStore store = new WatchedStore(new MemoryLogStore(), false);
            Master master = start(store);
            CountDownLatch under = new CountDownLatch(2);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel(master));
                all.add(callers.submit(() -> {
                    callUntilRefused(log, under);
                    return null;
                }));
            }
            under.await();
            master.close();
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
            assertThat(store.wrong).isEmpty();
        }
    }

    private static void callUntilRefused(LogGrpc.LogBlockingStub log, CountDownLatch under) {
        try {
            while (true) {
                call(log);
                under.countDown();
            }
        } catch (StatusRuntimeException e) {
            // The master's end.
        }
    }

    private static Callable<Void> inOrder(Callable<Long> append) {
        return () -> {
            long before = -1;
            for (int i = 0; i < RECORDS; i++) {
                long id = append.call();
                assertThat(id).isGreaterThan(before);
                before = id;
            }
            return null;
        };
    }

    private static Void appendInOrder(AppendClient stream) {
        for (int i = 1; i < RECORDS; i++) {
            stream.send(AppendClient.written(AppendClient.batch("a")));
        }
        stream.append(AppendClient.written(AppendClient.batch("a")));
        assertThat(new TreeMap<>(stream.answers)
                        .values().stream().map(answer -> answer.getRuns(0).getFirstId()))
                .hasSize(RECORDS)
                .isSorted();
        return null;
    }

    private static long call(LogGrpc.LogBlockingStub log) {
        return position(log).id();
    }

    private static Position position(LogGrpc.LogBlockingStub log) {
        return Position.parse(log.appLogWrite(AppLogRequest.newBuilder()
                        .setDataType(1)
                        .setData(ByteString.copyFromUtf8("a"))
                        .build())
                .getData());
    }

    private Master start(WatchedStore store) throws IOException {
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withSyncAddress(Optional.empty())
                .withZone(Optional.of(ZoneOffset.UTC));
        Master master = Master.start(store, config, time, time::nanoTime);
        opened.add(master);
        return master;
    }

    private ManagedChannel channel(Master master) {
        InetSocketAddress address = master.grpcAddress().orElseThrow();
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                .usePlaintext()
                .build();
        opened.add(() -> channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS));
        return channel;
    }
}
