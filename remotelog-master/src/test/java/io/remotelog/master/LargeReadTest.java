package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.protocol.link.RecordRoom;
import io.remotelog.protocol.v1.ReadRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads of records that are longer than a batch, by clients that do not take them, over real sockets. */
@Timeout(60)
class LargeReadTest {
    private static final int MIB = 1 << 20;
    private static final int RECORDS = 8;
    private static final int SMALL = 2;
    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    };
    private static final Duration NEVER = Duration.ofHours(1);
    private static final ReadRequest ALL = ReadRequest.getDefaultInstance();

    /** Of which three records take nearly all. */
    private static final int ROOM_BYTES = 4 * MIB;

    private final CountedStore store = new CountedStore(new MemoryLogStore());
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private RecordRoom room;
    private Master master;

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void clientsThatTakeNothingHoldNoMoreThanTheRoomAndOthersGetAll() throws Exception {
        start(Duration.ofMillis(300));
        List<ReadClient> slow = clientsThatTakeNothing(40);
        await().until(() -> store.recordsRead.get() >= 40);
        assertThat(ReadClient.read(channel(), ALL)).hasSize(RECORDS + 1);
        assertThat(room.mostHeld()).isBetween(3L * MIB, (long) ROOM_BYTES);
        await().until(() -> room.waiting() == 0);
        assertThat(room.held()).isLessThanOrEqualTo(ROOM_BYTES);
        // The reason waits for nothing but the client's look at it.
        slow.forEach(each -> each.take(Integer.MAX_VALUE));
        List<Status> ends = new ArrayList<>();
        for (ReadClient each : slow) {
            ends.add(each.end.get(20, TimeUnit.SECONDS));
        }
        assertThat(ends.stream().filter(end -> !end.isOk()))
                .hasSizeGreaterThan(30)
                .allSatisfy(end -> {
                    assertThat(end.getCode()).as(end.toString()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(end.getDescription())
                            .contains("/0, in a response of 1048676 bytes, was not taken in time")
                            .contains("read again from where the last response ended");
                });
        assertNothingIsHeld();
    }

    @Test
    void whoIsCutOffIsGoneBeforeItTakesAnything() throws Exception {
        start(Duration.ofMillis(300));
        clientsThatTakeNothing(9);
        // Nobody of them did a thing, and the last three are in nobody's way.
        await().until(() -> store.recordsRead.get() >= 9 && master.calls().reads() == 3);
        assertThat(room.waiting()).isZero();
        assertThat(store.cursors).hasValue(3);
    }

    @Test
    void aConnectionThatTakesNothingDoesNotKeepTheRoom() throws Exception {
        start(Duration.ofMillis(300));
        for (int i = 0; i < 3; i++) {
            // As much as it likes: it is the socket that is full.
            ManagedChannel channel = channel(stuckProxy(), 64 * MIB);
            ReadClient unused = ReadClient.start(channel, ALL);
        }
        await().until(() -> room.held() > 3 * MIB);
        assertThat(ReadClient.read(channel(), ALL)).hasSize(RECORDS + 1);
        await().until(() -> master.calls().reads() < 3);
    }

    @Test
    void aConnectionOutlivesTheReadThatWasCutOff() throws Exception {
        start(Duration.ofMillis(300));
        ManagedChannel shared = channel();
        ReadRequest small =
                ReadRequest.newBuilder().setType(SMALL).setFollow(true).build();
        ReadClient other = ReadClient.start(shared, small);
        await().until(() -> other.records().size() == 1);
        ReadClient slow = ReadClient.startSlow(shared, ALL);
        await().until(() -> room.held() > 0);
        clientsThatTakeNothing(3);
        await().until(() ->
                store.recordsRead.get() >= RECORDS + 1 + 4 && master.calls().reads() == 4);
        // What the client has got of the record takes all of the connection's window until it looks at it.
        slow.take(1);
        assertThat(slow.end.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        master.commitData(SMALL, ByteBuffer.allocate(1));
        await().until(() -> other.records().size() == 2);
    }

    @Test
    void aReaderOfSmallRecordsIsNeverHeldUp() throws Exception {
        start(NEVER);
        clientsThatTakeNothing(5);
        await().until(() -> room.waiting() == 2);
        ReadRequest small = ReadRequest.newBuilder().setType(SMALL).build();
        for (int i = 0; i < 4; i++) {
            assertThat(ReadClient.read(channel(), small)).hasSize(1);
        }
        assertThat(room.waiting()).isEqualTo(2);
    }

    @Test
    void whoHoldsRoomThatNobodyWaitsForKeepsIt() throws Exception {
        start(Duration.ofMillis(100));
        List<ReadClient> slow = clientsThatTakeNothing(3);
        await().until(() -> room.held() > 3 * MIB);
        await().during(Duration.ofSeconds(1)).until(() -> room.held() > 3 * MIB);
        slow.forEach(each -> each.take(Integer.MAX_VALUE));
        for (ReadClient each : slow) {
            assertThat(each.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
            assertThat(each.records()).hasSize(RECORDS + 1);
        }
        assertNothingIsHeld();
    }

    @Test
    void aFollowerThatHasTakenItsRecordsHoldsNothing() throws Exception {
        start(NEVER);
        ReadClient follower = ReadClient.start(
                channel(), ReadRequest.newBuilder().setFollow(true).build());
        await().until(() -> follower.records().size() == RECORDS + 1);
        await().until(() -> room.held() == 0);
        assertThat(follower.end).isNotDone();
        assertThat(room.mostHeld()).isGreaterThan(MIB);
    }

    /** How a Read that holds room, or waits for it, can end. */
    enum Ending {
        TAKEN,
        CANCELLED,
        CONNECTION_LOST
    }

    @ParameterizedTest
    @EnumSource
    void roomIsGivenBackAtEachEnd(Ending ending) throws Exception {
        start(NEVER);
        List<ReadClient> slow = new ArrayList<>();
        List<ManagedChannel> channels = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            channels.add(channel());
            slow.add(ReadClient.startSlow(channels.get(i), ALL));
        }
        await().until(() -> room.waiting() == 3);
        // Those who wait, too.
        switch (ending) {
            case TAKEN -> slow.forEach(each -> each.take(Integer.MAX_VALUE));
            case CANCELLED -> slow.forEach(ReadClient::cancel);
            case CONNECTION_LOST -> channels.forEach(ManagedChannel::shutdownNow);
        }
        assertNothingIsHeld();
        assertThat(ReadClient.read(channel(), ALL)).hasSize(RECORDS + 1);
    }

    @Test
    void roomIsGivenBackAtTheEndOfTheMaster() throws Exception {
        start(NEVER);
        clientsThatTakeNothing(6);
        await().until(() -> room.waiting() == 3);
        master.close();
        await().until(() -> room.held() == 0 && room.waiting() == 0);
        assertThat(store.cursors).hasValue(0);
    }

    @Test
    void aReadThatHasComeToItsEndCountsUntilItWasTaken() throws Exception {
        start(NEVER);
        for (int i = 0; i < 2; i++) {
            master.commitData(3, ByteBuffer.allocate(200_000));
        }
        ReadClient slow = ReadClient.startSlow(
                channel(), ReadRequest.newBuilder().setType(3).setLimit(1).build());
        await().until(() -> master.calls().readRecords() == 1 && store.cursors.get() == 0);
        assertThat(master.calls().reads()).isEqualTo(1);
        slow.take(Integer.MAX_VALUE);
        assertThat(slow.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
        assertNothingIsHeld();
    }

    @Test
    void aRecordThatIsLongerThanAllOfTheRoomGoesAlone() throws Exception {
        start(NEVER);
        master.commitData(3, ByteBuffer.allocate(ROOM_BYTES));
        ReadRequest longest = ReadRequest.newBuilder().setType(3).build();
        ReadClient slow = ReadClient.startSlow(channel(), ALL);
        await().until(() -> room.held() > 0);
        ReadClient waits = ReadClient.start(channel(), longest);
        await().until(() -> room.waiting() == 1);
        assertThat(waits.records()).isEmpty();
        slow.cancel();
        assertThat(waits.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
        assertThat(waits.records()).hasSize(1);
        assertThat(room.mostHeld()).isBetween((long) ROOM_BYTES, ROOM_BYTES + 200L);
    }

    private void assertNothingIsHeld() {
        await().untilAsserted(() -> {
            assertThat(room.held()).isZero();
            assertThat(room.waiting()).isZero();
            assertThat(master.calls().reads()).isZero();
            assertThat(store.cursors).hasValue(0);
        });
    }

    private List<ReadClient> clientsThatTakeNothing(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ReadClient.startSlow(channel(), ALL))
                .toList();
    }

    /** A master with large records, and a small one at the end. */
    private void start(Duration patience) throws IOException {
        room = new RecordRoom(ROOM_BYTES, patience, 2L << 20);
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withSyncAddress(Optional.empty());
        IngestRoom ingestRoom = new IngestRoom(1_000, MessageRoom.of(64 * MIB), room);
        master = Master.start(store, config, Clock.systemUTC(), System::nanoTime, ingestRoom);
        opened.push(master);
        for (int i = 0; i < RECORDS; i++) {
            master.commitData(1, ByteBuffer.allocate(MIB));
        }
        master.commitData(SMALL, ByteBuffer.allocate(1));
    }

    /** A connection that takes 64 KiB of what no client has asked for. */
    private ManagedChannel channel() {
        return channel(master.grpcAddress().orElseThrow().getPort(), 64 << 10);
    }

    /** The port of a way to the master that stops after the greetings, with whatever the master sends. */
    private int stuckProxy() throws IOException {
        ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        opened.push(port);
        Socket toMaster = new Socket();
        toMaster.setReceiveBufferSize(64 << 10);
        toMaster.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                master.grpcAddress().orElseThrow().getPort()));
        opened.push(toMaster);
        CompletableFuture<Void> unused = CompletableFuture.runAsync(
                () -> {
                    try {
                        Socket toClient = port.accept();
                        CompletableFuture<Void> back =
                                CompletableFuture.runAsync(() -> relay(toMaster, toClient, 10_000), THREADS);
                        relay(toClient, toMaster, Long.MAX_VALUE);
                        back.join();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREADS);
        return port.getLocalPort();
    }

    private static void relay(Socket from, Socket to, long bytes) {
        try {
            byte[] some = new byte[1_000];
            long left = bytes;
            while (left > 0) {
                int count = from.getInputStream().read(some);
                if (count < 0) {
                    return;
                }
                to.getOutputStream().write(some, 0, count);
                left -= count;
            }
        } catch (IOException e) {
            // The end of the test.
            return;
        }
    }

    private ManagedChannel channel(int port, int window) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .flowControlWindow(window)
                .maxInboundMessageSize(8 * MIB)
                .build();
        opened.push(() -> channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS));
        return channel;
    }
}
