package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.sdk.AppendMaster.Kept;
import io.remotelog.sdk.AppendMaster.Request;
import io.remotelog.sdk.SendException.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A master that is down, frozen or a black hole: the application starts, logs without waiting, and holds no more than it may. */
@Timeout(60)
final class UnreachableMasterTest {
    private static final int MANY = 100_000;
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void masterThatIsDownHoldsUpNobody() throws Exception {
        int port = freePort();
        try (RemoteLog log = RemoteLog.connect(dropping(RemoteLogConfig.defaults("127.0.0.1", port)))) {
            assertNobodyWaits(log);
            try (AppendMaster master = AppendMaster.start(port, new Kept(), Request::append)) {
                assertThat(log.flush(LONG)).isTrue();
                AppendTest.assertInOrder(master.kept(), 1_000);
            }
        }
    }

    @Test
    void masterThatAnswersNothingHoldsUpNobody() throws Exception {
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        try (AppendMaster master = AppendMaster.start(came::add);
                RemoteLog log = RemoteLog.connect(dropping(master.config()))) {
            assertNobodyWaits(log);
            // What it was sent is answered late, and all at once.
            CompletableFuture<Boolean> flushed = CompletableFuture.supplyAsync(() -> flush(log));
            while (!flushed.isDone()) {
                Request next = came.poll();
                if (next != null) {
                    next.append();
                }
            }
            assertThat(flushed.get()).isTrue();
            AppendTest.assertInOrder(master.kept(), 1_000);
        }
    }

    @Test
    void connectionThatIsNotReadHoldsUpNobody() throws Exception {
        try (AppendMaster master = AppendMaster.willing();
                Relay relay = new Relay(master.port());
                RemoteLog log = RemoteLog.connect(
                        dropping(relay.config()).withMaxPayloadBytes(1 << 20).withMaxUnansweredBytes(4 << 20))) {
            log.send(7, ByteBuffer.allocate(1));
            relay.freeze(true);
            int taken = 0;
            for (int i = 0; i < 1_000; i++) {
                taken += log.log(7, ByteBuffer.allocate(100_000)) ? 1 : 0;
            }
            assertThat(taken).isEqualTo((4 << 20) / 100_000);
            assertThat(log.status().bufferedBytes()).isLessThanOrEqualTo(4 << 20);

            relay.freeze(false);
            assertThat(log.flush(LONG)).isTrue();
            assertThat(master.kept().records()).hasSize(1 + taken);
        }
    }

    @Test
    void blackHoleHoldsUpNobody() throws Exception {
        try (ServerSocket hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<SocketChannel> fillers = fill(hole);
            try (RemoteLog log =
                    RemoteLog.connect(dropping(RemoteLogConfig.defaults("127.0.0.1", hole.getLocalPort())))) {
                assertNobodyWaits(log);
                assertThat(log.close(Duration.ofMillis(100)).notSent()).isEqualTo(1_000);
            } finally {
                for (SocketChannel filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    @Test
    void masterThatIsFrozenForLongIsConnectedToAnew() throws Exception {
        try (AppendMaster master = AppendMaster.willing();
                Relay relay = new Relay(master.port());
                RemoteLog log = RemoteLog.connect(relay.config().withDeadline(Duration.ofMinutes(1)))) {
            log.send(7, number(0));
            relay.freeze(true);
            CompletableFuture<Receipt> sent = log.sendAsync(7, number(1));
            // The link is silent, so it is given up; and as connecting goes through, another one is tried.
            await().atMost(LONG).until(() -> log.status().retriedBatches() > 0);
            relay.freeze(false);

            Futures.receipt(sent);
            AppendTest.assertInOrder(master.kept(), 2);
        }
    }

    @Test
    void recordWithoutRoomWaitsUntilTheDeadlineAndIsCounted() throws Exception {
        try (AppendMaster master = AppendMaster.start(request -> {});
                RemoteLog log = RemoteLog.connect(
                        master.config().withMaxUnansweredRecords(1).withDeadline(Duration.ofMillis(300)))) {
            CompletableFuture<Receipt> first = log.sendAsync(7, number(0));
            long begin = System.nanoTime();
            CompletableFuture<Receipt> second = log.sendAsync(7, number(1));
            CompletableFuture<Receipt> third = log.sendAsync(7, number(2));

            assertThat(System.nanoTime() - begin)
                    .isGreaterThan(Duration.ofMillis(250).toNanos());
            assertThat(Futures.failure(first).outcome()).isIn(Outcome.UNKNOWN, Outcome.NOT_SENT);
            long failed = 0;
            for (CompletableFuture<Receipt> one : List.of(second, third)) {
                failed += Futures.failure(one).getMessage().contains("no room came up within 300 ms") ? 1 : 0;
            }
            assertThat(log.status().dropped()).isEqualTo(failed);
        }
    }

    /** Far more than may be held, each call of which returns at once. */
    private static void assertNobodyWaits(RemoteLog log) throws Exception {
        List<CompletableFuture<Receipt>> refused = new ArrayList<>();
        int taken = 0;
        for (int i = 0; i < MANY; i++) {
            taken += log.log(7, number(i)) ? 1 : 0;
        }
        refused.add(log.sendAsync(7, number(0)));

        assertThat(taken).isEqualTo(1_000);
        SendException failure = Futures.failure(refused.get(0));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(failure).hasMessageContaining("dropped");
        SendStatus status = log.status();
        assertThat(status.accepted()).isEqualTo(1_000);
        assertThat(status.dropped()).isEqualTo(MANY - 1_000 + 1);
        assertThat(status.bufferedRecords()).isEqualTo(1_000);
        assertThat(status.bufferedBytes()).isEqualTo(4_000);
    }

    private static boolean flush(RemoteLog log) {
        try {
            return log.flush(LONG);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The records taken are in order, since those dropped are the newest. */
    private static RemoteLogConfig dropping(RemoteLogConfig config) {
        return config.withWhenFull(WhenFull.DROP_NEWEST)
                .withMaxUnansweredRecords(1_000)
                .withDeadline(LONG);
    }

    private static ByteBuffer number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
    }

    /** Connects until the system drops what asks for another connection. */
    private static List<SocketChannel> fill(ServerSocket hole) throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        while (true) {
            SocketChannel filler = SocketChannel.open();
            fillers.add(filler);
            try {
                filler.socket().connect(hole.getLocalSocketAddress(), 500);
            } catch (SocketTimeoutException e) {
                return fillers;
            }
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
