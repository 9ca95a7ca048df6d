package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.remotelog.master.Master;
import io.remotelog.protocol.link.ReplicaStatus;
import io.remotelog.protocol.v1.Ack;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import io.remotelog.protocol.v1.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that are to be on replicas before they are answered. */
class ReplicatedAppendTest extends MirroringTestBase {
    private static final int SOON_MILLIS = 200;
    private static final int LONG_MILLIS = 60_000;

    private final BlockingQueue<AppendResponse> answers = new LinkedBlockingQueue<>();
    private Master master;
    private StreamObserver<AppendRequest> batches;

    @BeforeEach
    void startMaster() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        master = master("master", 0, config -> config.withGrpcAddress(Optional.of(anyPort)));
        InetSocketAddress address = master.grpcAddress().orElseThrow();
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                .usePlaintext()
                .build();
        opened(() -> channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS));
        batches = RemoteLogGrpc.newStub(channel).append(new StreamObserver<>() {
            @Override
            public void onNext(AppendResponse answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                // No more answers come, and whoever waits for one finds that.
            }

            @Override
            public void onCompleted() {
                // As above.
            }
        });
    }

    @Test
    void aBatchIsAnsweredWhenAsManyReplicasHaveIt() throws Exception {
        assertThat(append(1, SOON_MILLIS)).isEqualTo(Result.NOT_REPLICATED);
        Replica berlin = replica("berlin", "commit");
        assertThat(append(1, LONG_MILLIS)).isEqualTo(Result.ACKNOWLEDGED);
        assertThat(count("berlin", LocalDate.now(ZONE))).isEqualTo(2);
        assertThat(append(2, SOON_MILLIS)).isEqualTo(Result.NOT_REPLICATED);
        replica("paris", "commit");
        assertThat(append(2, LONG_MILLIS)).isEqualTo(Result.ACKNOWLEDGED);
        close(berlin);
        await().until(() ->
                master.replicas().stream().filter(ReplicaStatus::linked).count() == 1);
        assertThat(append(2, SOON_MILLIS)).isEqualTo(Result.NOT_REPLICATED);
        assertThat(append(1, LONG_MILLIS)).isEqualTo(Result.ACKNOWLEDGED);
    }

    @Test
    void aReplicaThatComesInTimeCounts() throws Exception {
        send(1, LONG_MILLIS);
        replica("berlin", "commit");
        assertThat(answers.take().getResult()).isEqualTo(Result.ACKNOWLEDGED);
    }

    @Test
    void aReplicaDoesNotCountWhoseCommitsAreNotDurableOrThatHasNoName() throws Exception {
        replica("quick", "interval=1ms");
        replica("nameless", "commit", port(master), config -> config);
        await().until(() ->
                master.replicas().stream().filter(ReplicaStatus::linked).count() == 2);
        assertThat(append(1, SOON_MILLIS)).isEqualTo(Result.NOT_REPLICATED);
        awaitCount("quick", LocalDate.now(ZONE), 1);
        awaitCount("nameless", LocalDate.now(ZONE), 1);
        assertThat(append(1, SOON_MILLIS)).isEqualTo(Result.NOT_REPLICATED);
    }

    private Replica replica(String name, String fsync) throws IOException {
        return replica(
                name,
                fsync,
                port(master),
                config -> config.withMirroring(Mirroring.defaults().withName(Optional.of(name))));
    }

    private Result append(int replicas, int withinMillis) throws InterruptedException {
        send(replicas, withinMillis);
        return answers.take().getResult();
    }

    private void send(int replicas, int withinMillis) {
        batches.onNext(AppendRequest.newBuilder()
                .setAck(Ack.REPLICATED)
                .setReplicas(replicas)
                .setReplicatedWithinMillis(withinMillis)
                .addTypes(1)
                .addLengths(1)
                .setPayloads(ByteString.copyFromUtf8("a"))
                .build());
    }
}
