package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.LogGrpc;
import io.remotelog.protocol.link.RecordRoom;
import io.remotelog.protocol.v1.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the port for applications lets its clients have, over real sockets. */
@Timeout(60)
class IngestLimitsTest {
    private static final int MIB = 1 << 20;
    private static final int ROOM_BYTES = 8 * MIB;
    private static final int CONNECTIONS = 3;
    private static final String APPEND = "/remotelog.v1.RemoteLog/Append";
    private static final String CHECK = "/grpc.health.v1.Health/Check";

    private final MessageRoom messages = new MessageRoom(ROOM_BYTES, Duration.ofHours(1), System::nanoTime);
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Master master;

    @BeforeEach
    void start() throws IOException {
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withSyncAddress(Optional.empty());
        IngestRoom room = new IngestRoom(CONNECTIONS, messages, RecordRoom.ofProcess(2L << 20));
        master = Master.start(new MemoryLogStore(), config, Clock.systemUTC(), System::nanoTime, room);
        opened.push(master);
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void messagesThatAreNotWholeTakeNoMoreThanTheRoomAndOthersGoOn() throws Exception {
        AppendClient other = AppendClient.start(channel());
        HalfMessage.Client client = client();
        List<HalfMessage> halves = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            halves.add(client.call(APPEND).announce(4 * MIB, 3 * MIB));
            assertThat(other.append(AppendClient.batch("x".repeat(MIB))).getResult())
                    .isEqualTo(Result.ACKNOWLEDGED);
        }
        await().until(() -> halves.stream().filter(half -> half.end.isDone()).count() >= 38);
        assertThat(messages.mostHeld()).isBetween(6L * MIB, ROOM_BYTES + ROOM_BYTES / 2 + 1L * MIB);
        for (HalfMessage half : halves) {
            if (half.end.isDone()) {
                Http2Headers end = half.end.get();
                assertThat(end.get("grpc-status")).hasToString(Integer.toString(Status.Code.UNAVAILABLE.value()));
                assertThat(end.get("grpc-message").toString()).contains("not whole", Integer.toString(ROOM_BYTES));
                assertThat(end.get("grpc-retry-pushback-ms")).hasToString("500");
            }
        }
        assertThat(client.isOpen()).as("the connection outlives its calls").isTrue();
        client.close();
        await().until(() -> messages.held() == 0);
    }

    @Test
    void aStrangersMessageIsShort() throws Exception {
        HalfMessage half = client().call(CHECK).announce(MIB, MIB - 1);
        Http2Headers end = half.end.get(20, TimeUnit.SECONDS);
        assertThat(end.get("grpc-status")).hasToString(Integer.toString(Status.Code.RESOURCE_EXHAUSTED.value()));
        await().until(() -> messages.held() == 0);
    }

    @Test
    void aConnectionWatchesTheHealthSoManyTimesAtMost() {
        ManagedChannel channel = channel();
        HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
        HealthCheckRequest request = HealthCheckRequest.getDefaultInstance();
        for (int i = 0; i < 16; i++) {
            Iterator<HealthCheckResponse> watched = health.watch(request);
            assertThat(watched.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        }
        Iterator<HealthCheckResponse> tooMany = health.watch(request);
        assertUnavailable(tooMany::next, "more than 16 calls");
        // Those of others, and other calls, go on.
        assertThat(HealthGrpc.newBlockingStub(channel()).check(request).getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        log(channel);
    }

    @Test
    void moreConnectionsThanThereAreForApplicationsAreRefused() throws Exception {
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            channels.add(channel());
            log(channels.get(i));
        }
        ManagedChannel late = channel();
        assertUnavailable(() -> log(late), "has 3 connections of applications");
        assertUnavailable(() -> log(late), "has 3 connections of applications");
        channels.get(0).shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        await().ignoreExceptions().untilAsserted(() -> log(late));
    }

    private static void log(ManagedChannel channel) {
        LogGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .appLogWrite(AppLogRequest.newBuilder()
                        .setDataType(1)
                        .setData(ByteString.copyFromUtf8("x"))
                        .build());
    }

    private static void assertUnavailable(Runnable call, String reason) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(e.getStatus().getDescription()).contains(reason);
            assertThat(e.getTrailers().get(RetryHint.KEY)).isEqualTo("500");
        });
    }

    private HalfMessage.Client client() throws Exception {
        HalfMessage.Client client = new HalfMessage.Client(port());
        opened.push(client);
        return client;
    }

    private ManagedChannel channel() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port())
                .usePlaintext()
                .build();
        opened.push(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
        return channel;
    }

    private int port() {
        return master.grpcAddress().orElseThrow().getPort();
    }
}
