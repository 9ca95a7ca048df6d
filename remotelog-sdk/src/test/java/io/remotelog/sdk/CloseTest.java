package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.sdk.SendException.Outcome;
import io.remotelog.sdk.TestMaster.Received;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bounds on what is under way, the end, and what completions may do. */
@Timeout(30)
final class CloseTest {
    private static final Duration SOON = Duration.ofMillis(300);

    @Test
    void closeWaitsForTheAnswersDue() throws Exception {
        try (TestMaster master = TestMaster.silent()) {
            RemoteLog log = RemoteLog.connect(master.config());
            List<CompletableFuture<Receipt>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add(send(log));
            }
            List<Received> received = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                received.add(master.take());
            }
            Thread closing = new Thread(log::close);
            closing.start();
            Threads.awaitWaiting(closing);

            received.forEach(record -> record.reply().respond(0, "ok", ""));

            for (CompletableFuture<Receipt> one : sent) {
                Futures.receipt(one);
            }
            closing.join();
        }
    }

    @Test
    void closeFailsWhatIsLeftAtTheDeadline() throws Exception {
        try (TestMaster master = TestMaster.silent()) {
            RemoteLog log = RemoteLog.connect(master.config().withDeadline(SOON));
            CompletableFuture<Receipt> sent = send(log);

            log.close();

            assertThat(sent).isDone();
            assertThat(Futures.failure(sent).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void interruptedCloseFailsWhatIsLeftAtOnce() throws Exception {
        try (TestMaster master = TestMaster.silent();
                ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RemoteLog log = RemoteLog.connect(master.config());
            RemoteLog unconnected = RemoteLog.connect("127.0.0.1:" + mute.getLocalPort());
            CompletableFuture<Receipt> sent = send(log);
            master.take();
            List<CompletableFuture<Receipt>> unsent = List.of(send(unconnected), send(unconnected));

            Thread.currentThread().interrupt();
            log.close();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            unconnected.close();
            assertThat(Thread.interrupted()).isTrue();

            assertThat(Futures.failure(sent).outcome()).isEqualTo(Outcome.UNKNOWN);
            for (CompletableFuture<Receipt> one : unsent) {
                assertThat(Futures.failure(one).outcome()).isEqualTo(Outcome.NOT_SENT);
            }
        }
    }

    @Test
    void recordsBehindOneThatDoesNotGetThroughAreNotSent() throws Exception {
        try (RawHttp2Server server = RawHttp2Server.notReading()) {
            RemoteLog log = RemoteLog.connect("127.0.0.1:" + server.port());
            CompletableFuture<Receipt> stuck = log.sendAsync(7, ByteBuffer.allocate(1_000_000));
            List<CompletableFuture<Receipt>> behind = List.of(send(log), send(log));
            await().until(() -> server.requests() == 1);

            Thread.currentThread().interrupt();
            log.close();
            assertThat(Thread.interrupted()).isTrue();

            assertThat(Futures.failure(stuck).outcome()).isEqualTo(Outcome.UNKNOWN);
            for (CompletableFuture<Receipt> one : behind) {
                assertThat(Futures.failure(one).outcome()).isEqualTo(Outcome.NOT_SENT);
            }
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsSentAfterClose() throws Exception {
        try (TestMaster master = TestMaster.likeGo()) {
            RemoteLog log = RemoteLog.connect(master.config());
            log.close();
            log.close();

            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(failure).hasMessageContaining("closed");
            assertThat(master.waiting()).isZero();
        }
    }

    @Test
    void senderWaitsForRoomUntilAnAnswerMakesSome() throws Exception {
        try (TestMaster master = TestMaster.silent();
                RemoteLog log = RemoteLog.connect(
                        master.config().withMaxPayloadBytes(10).withMaxUnansweredBytes(15))) {
            CompletableFuture<Receipt> first = send(log);
            Received received = master.take();
            CompletableFuture<CompletableFuture<Receipt>> second = new CompletableFuture<>();
            Thread sender = new Thread(() -> second.complete(send(log)));
            sender.start();
            Threads.awaitWaiting(sender);
            assertThat(second).isNotDone();

            received.reply().respond(0, "ok", "");

            Futures.receipt(first);
            master.take().reply().respond(0, "ok", "");
            Futures.receipt(second.get());
        }
    }

    @Test
    void completionMaySendAsLongAsThereIsRoom() throws Exception {
        try (TestMaster master = TestMaster.silent();
                RemoteLog log = RemoteLog.connect(master.config().withMaxUnansweredRecords(1))) {
            CompletableFuture<List<CompletableFuture<Receipt>>> more =
                    send(log).thenApply(receipt -> List.of(send(log), send(log)));
            // Answered only now, so that the completion runs where answers arrive.
            master.take().reply().respond(0, "ok", "");
            master.take().reply().respond(0, "ok", "");

            Futures.receipt(more.get().get(0));
            SendException failure = Futures.failure(more.get().get(1));
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(failure).hasMessageContaining("a completion cannot wait");
        }
    }

    @Test
    void completionMayNotBlock() throws Exception {
        try (TestMaster master = TestMaster.silent();
                RemoteLog log = RemoteLog.connect(master.config())) {
            assertRefused(log, master, () -> log.send(7, ByteBuffer.allocate(1)));
            assertRefused(log, master, log::close);
        }
    }

    private static void assertRefused(RemoteLog log, TestMaster master, ThrowingCallable blocking) throws Exception {
        CompletableFuture<Throwable> thrown = send(log).thenApply(receipt -> Assertions.catchThrowable(blocking));
        // Answered only now, so that the completion runs where answers arrive.
        master.take().reply().respond(0, "ok", "");
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("within a completion");
    }

    private static CompletableFuture<Receipt> send(RemoteLog log) {
        return log.sendAsync(7, ByteBuffer.allocate(10));
    }
}
