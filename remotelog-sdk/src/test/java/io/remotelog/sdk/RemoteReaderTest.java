package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.remotelog.api.BackOff;
import io.remotelog.api.ReadRange;
import io.remotelog.protocol.v1.ReadRequest;
import io.remotelog.protocol.v1.ReadResponse;
import io.remotelog.protocol.v1.Record;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader says of masters that it cannot read from. A whole master is in the tests of the command line. */
@Timeout(60)
class RemoteReaderTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Test
    void aMasterWithoutReadIsToldFromOneThatRefuses() throws Exception {
        try (TestMaster go = TestMaster.likeGo();
                RemoteReader reader = RemoteReader.open(go.config(), ReadRange.ALL.withFollow(true))) {
            assertThatThrownBy(() -> reader.poll(BOUND))
                    .isInstanceOfSatisfying(
                            ReadException.class,
                            e -> assertThat(e.isTemporary()).isFalse())
                    .hasMessageContaining("has no Read")
                    .hasMessageContaining("go-remote-log's, or an earlier RemoteLog");
            assertThatThrownBy(() -> reader.poll(BOUND)).hasMessageContaining("has no Read");
        }
    }

    @Test
    void aMasterThatIsNotThereIsTold() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (RemoteReader reader =
                RemoteReader.open(RemoteLogConfig.defaults("127.0.0.1", port), ReadRange.ALL.withFollow(true))) {
            assertThatThrownBy(() -> reader.poll(BOUND))
                    .isInstanceOfSatisfying(
                            ReadException.class,
                            e -> assertThat(e.isTemporary()).isTrue())
                    .hasMessageContaining("cannot read from master 127.0.0.1:" + port)
                    .hasMessageContaining("Connection refused")
                    .hasMessageContaining("--grpc-port");
            assertThat(reader.position()).isEmpty();
        }
    }

    @Test
    void anAnswerThatIsNoneIsRefused() throws Exception {
        RemoteLogGrpc.RemoteLogImplBase service = new RemoteLogGrpc.RemoteLogImplBase() {
            @Override
            public void read(ReadRequest request, StreamObserver<ReadResponse> response) {
                response.onNext(ReadResponse.newBuilder().setNextDate("../etc").build());
            }
        };
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(service)
                .build()
                .start();
        try (RemoteReader reader = RemoteReader.open(
                RemoteLogConfig.defaults("127.0.0.1", server.getPort()), ReadRange.ALL.withFollow(true))) {
            assertThatThrownBy(() -> reader.poll(BOUND))
                    .isInstanceOf(ReadException.class)
                    .hasMessageContaining("day '../etc', want a real date");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aReadThatTheMasterEndsForOthersGoesOnByItselfIfItFollows() throws Exception {
        RemoteLogGrpc.RemoteLogImplBase service = new RemoteLogGrpc.RemoteLogImplBase() {
            @Override
            public void read(ReadRequest request, StreamObserver<ReadResponse> response) {
                long id = request.getFromId();
                response.onNext(ReadResponse.newBuilder()
                        .setDate("2026-11-22")
                        .addRecords(Record.newBuilder().setId(id))
                        .setNextDate("2026-11-22")
                        .setNextId(id + 1)
                        .build());
                response.onError(Status.RESOURCE_EXHAUSTED
                        .withDescription("was not taken in time")
                        .asRuntimeException());
            }
        };
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(service)
                .build()
                .start();
        RemoteLogConfig config = RemoteLogConfig.defaults("127.0.0.1", server.getPort());
        BackOff shortly = new BackOff(Duration.ofMillis(10), Duration.ofMillis(10));
        try (RemoteReader follower =
                        RemoteReader.open(config, ReadRange.ALL.withFollow(true), shortly, RemoteReader.Listener.NONE);
                RemoteReader other = RemoteReader.open(config, ReadRange.ALL)) {
            for (int id = 0; id < 3; id++) {
                assertThat(follower.poll(BOUND)).isEqualTo(RemoteReader.Step.RECORD);
                assertThat(follower.id()).isEqualTo(id);
            }
            assertThat(other.poll(BOUND)).isEqualTo(RemoteReader.Step.RECORD);
            assertThatThrownBy(() -> other.poll(BOUND))
                    .isInstanceOfSatisfying(
                            ReadException.class,
                            e -> assertThat(e.isTemporary()).isTrue())
                    .hasMessage("master 127.0.0.1:" + server.getPort()
                            + " refused the read (RESOURCE_EXHAUSTED: was not taken in time) before 2026-11-22/1");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void nothingIsAskedForWhereNothingIsWanted() throws Exception {
        try (RemoteReader reader =
                RemoteReader.open(RemoteLogConfig.defaults("127.0.0.1", 1), ReadRange.ALL.withLimit(0))) {
            assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.END);
        }
    }
}
