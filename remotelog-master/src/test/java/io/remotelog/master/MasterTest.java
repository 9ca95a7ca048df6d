package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.StoreInUseException;
import io.remotelog.api.Subscription;
import io.remotelog.api.VirtualTime;
import io.remotelog.api.ZoneMismatchException;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.AppLogResponse;
import io.remotelog.protocol.ingest.DbLogRequest;
import io.remotelog.protocol.ingest.DbLogResponse;
import io.remotelog.protocol.ingest.JsonLogRequest;
import io.remotelog.protocol.ingest.JsonLogResponse;
import io.remotelog.protocol.ingest.LogGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MasterTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private final VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
    private final MemoryLogStore store = new MemoryLogStore();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void commitDataReturnsThePositionOfTheRecord() throws IOException {
        Master master = start(config());
        assertThat(master.commitData(5, bytes("a"))).isEqualTo(new Position(TODAY, 0));
        assertThat(master.commitData(-32768, bytes(""))).isEqualTo(new Position(TODAY, 1));
        assertThat(records(TODAY)).containsExactly("5 a", "-32768 ");
    }

    @Test
    void commitDataAsyncTellsThePositionOnceTheRecordIsCommitted() throws Exception {
        Master master = start(config());
        CompletableFuture<Position> appended = master.commitDataAsync(5, bytes("a"));
        assertThat(appended.get(10, TimeUnit.SECONDS)).isEqualTo(new Position(TODAY, 0));
        assertThat(records(TODAY)).containsExactly("5 a");
    }

    @Test
    void whatDependsOnARecordMayAppendTheNextOne() throws Exception {
        Master master = start(config());
        CompletableFuture<Position> last = master.commitDataAsync(0, bytes("0"));
        for (int i = 1; i < 1_000; i++) {
            int type = i;
            last = last.thenCompose(position -> master.commitDataAsync(type, bytes("" + position.id())));
        }
        assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo(new Position(TODAY, 999));
        assertThat(records(TODAY).get(999)).isEqualTo("999 998");
    }

    @Test
    void commitDataAsyncTellsOfARefusalAndIsNotStalledByAFullQueue() throws Exception {
        Master master = start(config().withQueue(PendingRecord.OVERHEAD_BYTES + 1, Duration.ofDays(1)));
        CountDownLatch asked = new CountDownLatch(1);
        // The appender wakes up the readers before it answers.
        Subscription holding = store.subscribe(() -> Uninterruptibles.awaitUninterruptibly(asked));
        // The room of the first record is given free after those who depend on it were told.
        CompletableFuture<Position> next =
                master.commitDataAsync(1, bytes("a")).thenCompose(position -> master.commitDataAsync(2, bytes("b")));
        asked.countDown();
        holding.close();
        assertThatThrownBy(() -> next.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(QueueFullException.class);
        assertThat(master.commitData(3, bytes("c"))).isEqualTo(new Position(TODAY, 1));
        master.close();
        assertThatThrownBy(() -> master.commitDataAsync(4, bytes("d")).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(MasterClosedException.class);
    }

    @Test
    void theTimeOfARecordIsTheMastersWhenItAppends() throws IOException {
        Master master = start(config());
        master.commitData(1, bytes("a"));
        time.advance(Duration.ofSeconds(10));
        master.commitData(1, bytes("b"));
        try (RecordCursor cursor = store.find(TODAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.epochSeconds()).isEqualTo(1795348800);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.epochSeconds()).isEqualTo(1795348810);
        }
    }

    @Test
    void recordsOutOfRangeAreRefusedAndChangeNothing() throws IOException {
        Master master = start(config().withMaxRecordBytes(10));
        assertThatThrownBy(() -> master.commitData(32768, bytes("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32768, want -32768 to 32767");
        assertThatThrownBy(() -> master.commitData(1, bytes("01234567890")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("11 bytes, want at most 10");
        assertThat(master.commitData(1, bytes("0123456789"))).isEqualTo(new Position(TODAY, 0));
    }

    @Test
    void theCallsOfAllThreeKindsAreAnsweredWithThePosition() throws IOException {
        LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel(start(config())));
        DbLogResponse db = log.dbLogWrite(
                DbLogRequest.newBuilder().setDataType(1001).setData(utf8("d")).build());
        AppLogResponse app = log.appLogWrite(
                AppLogRequest.newBuilder().setDataType(1101).setData(utf8("a")).build());
        JsonLogResponse json = log.jsonLogWrite(
                JsonLogRequest.newBuilder().setDataType(-7).setData(utf8("{}")).build());
        assertThat(List.of(db.getErrCode(), app.getErrCode(), json.getErrCode()))
                .containsOnly(0);
        assertThat(List.of(db.getErrMessage(), app.getErrMessage(), json.getErrMessage()))
                .containsOnly("ok");
        assertThat(List.of(db.getData(), app.getData(), json.getData()))
                .containsExactly("2026-11-22/0", "2026-11-22/1", "2026-11-22/2");
        assertThat(records(TODAY)).containsExactly("1001 d", "1101 a", "-7 {}");
    }

    @Test
    void callsOutOfRangeAreInvalidArguments() throws IOException {
        LogGrpc.LogBlockingStub log = LogGrpc.newBlockingStub(channel(start(config().withMaxRecordBytes(10))));
        for (int type : new int[] {32768, -32769, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> log.appLogWrite(
                            AppLogRequest.newBuilder().setDataType(type).build()))
                    .satisfies(e -> assertStatus(e, Status.Code.INVALID_ARGUMENT, "type " + type));
        }
        for (int size : new int[] {11, 9_000_000, 20_000_000}) {
            ByteString data = ByteString.copyFrom(new byte[size]);
            assertThatThrownBy(() -> log.appLogWrite(
                            AppLogRequest.newBuilder().setData(data).build()))
                    .satisfies(e -> assertStatus(e, Status.Code.INVALID_ARGUMENT, "record of " + size + " bytes"));
        }
        assertThat(records(TODAY)).isEmpty();
    }

    @Test
    void theCallsOfAConnectionAreAppendedInTheirOrder() throws Exception {
        ManagedChannel channel = channel(start(config()));
        // Once connected: gRPC lets calls that waited for the connection be overtaken by later ones.
        assertThat(LogGrpc.newBlockingStub(channel)
                        .jsonLogWrite(
                                JsonLogRequest.newBuilder().setData(utf8("0")).build())
                        .getData())
                .isEqualTo("2026-11-22/0");
        LogGrpc.LogStub log = LogGrpc.newStub(channel);
        int calls = 5_000;
        CountDownLatch answered = new CountDownLatch(calls);
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        for (int i = 1; i <= calls; i++) {
            String expected = "2026-11-22/" + i;
            log.jsonLogWrite(JsonLogRequest.newBuilder().setData(utf8("" + i)).build(), new StreamObserver<>() {
                @Override
                public void onNext(JsonLogResponse response) {
                    if (!response.getData().equals(expected)) {
                        wrong.add(expected + " got " + response.getData());
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    wrong.add(failure.toString());
                    answered.countDown();
                }

                @Override
                public void onCompleted() {
                    answered.countDown();
                }
            });
        }
        assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
        assertThat(records(TODAY).get(4_321)).isEqualTo("0 4321");
    }

    @Test
    void healthTellsThatItServes() throws IOException {
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel(start(config())));
        for (String service : new String[] {"", "grpc_proto_log.Log", "remotelog.v1.RemoteLog"}) {
            assertThat(health.check(HealthCheckRequest.newBuilder()
                                    .setService(service)
                                    .build())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void reflectionListsTheServices() throws Exception {
        CompletableFuture<String> listed = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel(start(config())))
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        listed.complete(response.toString());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        listed.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(listed.get(10, TimeUnit.SECONDS)).contains("grpc_proto_log.Log", "remotelog.v1.RemoteLog");
        requests.onCompleted();
    }

    @Test
    void manyThreadsGetDistinctPositionsWithoutAGap() throws Exception {
        Master master = start(config());
        int threads = 8;
        int each = 500;
        ConcurrentLinkedQueue<Long> ids = new ConcurrentLinkedQueue<>();
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    try {
                        ids.add(master.commitData(1, bytes("x")).id());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            running.add(thread);
            thread.start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(4_000);
        assertThat(store.find(TODAY).orElseThrow().count()).isEqualTo(4_000);
    }

    @Test
    void theOldDayIsFinishedAtMidnightWithoutARecord() throws IOException {
        Master master = start(config());
        master.commitData(1, bytes("today"));
        time.advance(Duration.ofHours(12));
        await().atMost(Duration.ofSeconds(5)).until(() -> store.days().contains(TODAY.plusDays(1)));
        assertThat(store.find(TODAY).orElseThrow().isFinished()).isTrue();
        assertThat(master.commitData(1, bytes("tomorrow"))).isEqualTo(new Position(TODAY.plusDays(1), 0));
    }

    @Test
    void aDayThatAnotherProgramFinishesIsLeftForTheNextWithoutLosingARecord() throws IOException {
        FinishedUnderneath log = new FinishedUnderneath();
        try (Master master = Master.start(log, config(), time, time::nanoTime)) {
            assertThat(master.commitData(1, bytes("a"))).isEqualTo(new Position(TODAY, 0));
            log.finishOnNextAppend = true;
            assertThat(master.commitData(1, bytes("b"))).isEqualTo(new Position(TODAY.plusDays(1), 0));
        }
    }

    @Test
    void closingCommitsAndRefusesWhatComesAfter() throws Exception {
        Master master = start(config());
        master.commitData(1, bytes("a"));
        master.close();
        assertThatThrownBy(() -> master.commitData(1, bytes("b"))).isInstanceOf(MasterClosedException.class);
        try (LogWriter free = store.writer(ZoneOffset.UTC)) {
            assertThat(free.open(TODAY).count()).isEqualTo(1);
        }
    }

    @Test
    void closingDoesNotWaitForWhoeverWatchesTheHealth() throws Exception {
        Master master = start(config());
        CountDownLatch watching = new CountDownLatch(1);
        HealthGrpc.newStub(channel(master)).watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<>() {
            @Override
            public void onNext(HealthCheckResponse response) {
                watching.countDown();
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        });
        assertThat(watching.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            try {
                master.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        closed.get(10, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptDoesNotCloseTheWriterUnderTheAppender() throws Exception {
        Master master = start(config());
        master.commitData(1, bytes("a"));
        Thread.currentThread().interrupt();
        master.close();
        assertThat(Thread.interrupted()).isTrue();
        try (LogWriter free = store.writer(ZoneOffset.UTC)) {
            assertThat(free.open(TODAY).count()).isEqualTo(1);
        }
    }

    @Test
    void aStoreThatIsWrittenToIsRefused() throws IOException {
        start(config());
        assertThatThrownBy(() -> start(config())).isInstanceOf(StoreInUseException.class);
    }

    @Test
    void theZoneOfTheLogIsKept() throws IOException {
        start(config().withZone(Optional.of(ZoneId.of("Asia/Tokyo")))).close();
        assertThatThrownBy(() -> start(config().withZone(Optional.of(ZoneId.of("America/Lima")))))
                .isInstanceOf(ZoneMismatchException.class)
                .hasMessageContaining("Asia/Tokyo");
        time.advance(Duration.ofHours(4));
        Master master = start(config().withZone(Optional.empty()));
        assertThat(master.commitData(1, bytes("next day in Tokyo")).day()).isEqualTo(TODAY.plusDays(1));
    }

    @Test
    void aPortInUseIsNamedAndLeavesNothingRunning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Optional<InetSocketAddress> address =
                    Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort()));
            assertThatThrownBy(() -> start(config().withGrpcAddress(address)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort())
                    .hasMessageContaining("--grpc-port");
            assertThatThrownBy(() -> start(config().withSyncAddress(address)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort())
                    .hasMessageContaining("--sync-port");
        }
        start(config());
    }

    private static MasterConfig config() {
        Optional<InetSocketAddress> anyPort = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return MasterConfig.defaults()
                .withGrpcAddress(anyPort)
                .withSyncAddress(anyPort)
                .withZone(Optional.of(ZoneOffset.UTC));
    }

    private Master start(MasterConfig config) throws IOException {
        Master master = Master.start(store, config, time, time::nanoTime);
        opened.add(master);
        return master;
    }

    private ManagedChannel channel(Master master) {
        InetSocketAddress address = master.grpcAddress().orElseThrow();
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                .usePlaintext()
                .directExecutor()
                .build();
        opened.add(() -> channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS));
        return channel;
    }

    private static void assertStatus(Throwable failure, Status.Code code, String description) {
        assertThat(failure).isInstanceOf(StatusRuntimeException.class);
        Status status = ((StatusRuntimeException) failure).getStatus();
        assertThat(status.getCode()).isEqualTo(code);
        assertThat(status.getDescription()).contains(description);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private List<String> records(LocalDate day) throws IOException {
        List<String> records = new ArrayList<>();
        try (RecordCursor cursor = store.find(day).orElseThrow().cursor(0)) {
            while (cursor.next()) {
                records.add(cursor.type() + " " + StandardCharsets.UTF_8.decode(cursor.payload()));
            }
        }
        return records;
    }
}
