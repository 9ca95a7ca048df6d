package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.sdk.TestMaster.Received;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread's records come in the order in which it sent them. */
@Timeout(60)
final class OrderTest {
    /** Beyond what a busy machine takes for all of them. */
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void recordsOfAThreadComeInItsOrder() throws Exception {
        try (TestMaster master = TestMaster.likeGo();
                RemoteLog log = RemoteLog.connect(master.config().withDeadline(LONG))) {
            List<CompletableFuture<Receipt>> sent = send(log, 0, 100_000);

            receiptsOf(sent);

            assertInOrder(master, 100_000);
        }
    }

    @RepeatedTest(3)
    void recordsThatWaitedForTheConnectionComeFirst() throws Exception {
        int port = freePort();
        try (RemoteLog log =
                RemoteLog.connect(RemoteLogConfig.defaults("127.0.0.1", port).withDeadline(LONG))) {
            List<CompletableFuture<Receipt>> sent = new ArrayList<>(send(log, 0, 2_000));
            CountDownLatch up = new CountDownLatch(1);
            CompletableFuture<List<CompletableFuture<Receipt>>> rest = CompletableFuture.supplyAsync(() -> {
                up.countDown();
                return send(log, 2_000, 8_000);
            });
            up.await();
            try (TestMaster master =
                    TestMaster.start(port, record -> record.reply().respond(0, "ok", ""))) {
                sent.addAll(rest.get());
                receiptsOf(sent);

                assertInOrder(master, 8_000);
            }
        }
    }

    private static List<CompletableFuture<Receipt>> send(RemoteLog log, int from, int to) {
        List<CompletableFuture<Receipt>> sent = new ArrayList<>();
        for (int i = from; i < to; i++) {
            sent.add(log.sendAsync(7, ByteBuffer.allocate(Integer.BYTES).putInt(0, i)));
        }
        return sent;
    }

    private static void receiptsOf(List<CompletableFuture<Receipt>> sent) throws Exception {
        for (CompletableFuture<Receipt> one : sent) {
            Futures.receipt(one);
        }
    }

    private static void assertInOrder(TestMaster master, int count) throws InterruptedException {
        assertThat(master.waiting()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            Received record = master.take();
            assertThat(record.payload().asReadOnlyByteBuffer().getInt()).isEqualTo(i);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
