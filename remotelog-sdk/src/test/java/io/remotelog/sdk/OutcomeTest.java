package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.remotelog.sdk.SendException.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failed record is said to have come to, and that it is never sent twice. */
@Timeout(30)
final class OutcomeTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Set<Status.Code> REFUSALS = Set.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.UNAVAILABLE,
            Status.Code.UNAUTHENTICATED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.FAILED_PRECONDITION);

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void statusOfTheMasterDecides(Status.Code code) throws Exception {
        Status status = code.toStatus().withDescription("because");
        try (TestMaster master = TestMaster.start(record -> record.reply().fail(status.asException()));
                RemoteLog log = RemoteLog.connect(master.config())) {
            SendException failure = Futures.failure(send(log));

            boolean refused = REFUSALS.contains(code);
            assertThat(failure.outcome()).isEqualTo(refused ? Outcome.REFUSED : Outcome.UNKNOWN);
            assertThat(failure.isSafeToRetry()).isEqualTo(refused);
            assertThat(failure)
                    .hasMessageContaining("127.0.0.1:" + master.port())
                    .hasMessageContaining("because");
            assertThat(master.waiting()).isEqualTo(1);
        }
    }

    @Test
    void errorCodeOfTheResponseIsARefusal() throws Exception {
        try (TestMaster master = TestMaster.start(record -> record.reply().respond(7, "no room", ""));
                RemoteLog log = RemoteLog.connect(master.config())) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(failure).hasMessageContaining("errCode 7, no room");
        }
    }

    @Test
    void responseThatCannotBeReadLeavesTheOutcomeUnknown() throws Exception {
        // gRPC's own code for a message over its limit is RESOURCE_EXHAUSTED: what a master refuses with, too.
        String tooLong = "x".repeat(100_000);
        try (TestMaster master = TestMaster.start(record -> record.reply().respond(0, tooLong, ""));
                RemoteLog log = RemoteLog.connect(master.config())) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).hasMessageContaining("RESOURCE_EXHAUSTED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/grpc", "text/html"})
    void proxyThatLostItsMasterLeavesTheOutcomeUnknown(String contentType) throws Exception {
        try (RawHttp2Server proxy = new RawHttp2Server(RawHttp2Server.gatewayTimeout(contentType));
                RemoteLog log = RemoteLog.connect("127.0.0.1:" + proxy.port())) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).hasMessageContaining("504");
        }
    }

    @Test
    void recordThatAServerCallsUnprocessedIsNotSentAgain() throws Exception {
        // What gRPC would retry by itself.
        try (RawHttp2Server server = new RawHttp2Server(RawHttp2Server.refusedStream());
                RemoteLog log = RemoteLog.connect("127.0.0.1:" + server.port())) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(failure).hasMessageContaining("did not take it");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void recordAboveTheLastOneOfAnOrderlyLeaveIsNotSent() throws Exception {
        try (RawHttp2Server server = RawHttp2Server.leaving(Http2Error.NO_ERROR);
                RemoteLog log = RemoteLog.connect("127.0.0.1:" + server.port())) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(failure).hasMessageContaining("did not take it");
            assertThat(server.requests()).isEqualTo(1);
            // Else the log, as it closes, waits 5 s for the end of a connection that it has left to the server.
            server.hangUp();
        }
    }

    @Test
    void recordAboveTheLastOneOfAnAbruptLeaveIsOfUnknownOutcome() throws Exception {
        // After an error the last stream that is named may be wrong.
        try (RawHttp2Server server = RawHttp2Server.leaving(Http2Error.PROTOCOL_ERROR);
                RemoteLog log = RemoteLog.connect("127.0.0.1:" + server.port())) {
            assertThat(Futures.failure(send(log)).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(server.requests()).isEqualTo(1);
            server.hangUp();
        }
    }

    @Test
    void recordsThatDidNotLeaveBeforeALeaveGoToTheNextConnection() throws Exception {
        // Wherever the leave overtakes them: in the buffer, or as calls that wait for their turn.
        Promise<Void> leave = GlobalEventExecutor.INSTANCE.newPromise();
        try (RawHttp2Server server = RawHttp2Server.leavingWithTwoUnderWay(leave)) {
            RemoteLog log = RemoteLog.connect("127.0.0.1:" + server.port());
            CompletableFuture<Receipt> underWay = send(log);
            await().until(() -> server.requests() == 1);
            CompletableFuture<Receipt> alsoUnderWay = send(log);
            await().until(() -> server.requests() == 2);
            CompletableFuture<Receipt> keptBack = send(log);
            CompletableFuture<Receipt> behind = send(log);

            leave.setSuccess(null);

            assertThat(Futures.failure(keptBack).outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(Futures.failure(behind).outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(underWay).isNotDone();
            assertThat(server.requests()).isEqualTo(4);
            closeInterrupted(log);
            assertThat(Futures.failure(underWay).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(Futures.failure(alsoUnderWay).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void recordsAfterALeaveDoNotWaitForThoseUnderWay() throws Exception {
        Promise<Void> leave = GlobalEventExecutor.INSTANCE.newPromise();
        try (RawHttp2Server server = RawHttp2Server.leavingWithTwoUnderWay(leave)) {
            RemoteLog log = RemoteLog.connect("127.0.0.1:" + server.port());
            CompletableFuture<Receipt> underWay = send(log);
            await().until(() -> server.requests() == 1);
            CompletableFuture<Receipt> alsoUnderWay = send(log);
            await().until(() -> server.requests() == 2);
            leave.setSuccess(null);
            await().until(() -> log.status().link() == SendStatus.Link.NONE);

            CompletableFuture<Receipt> next = send(log);

            assertThat(Futures.failure(next).outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(log.flush(SOON)).as("flushed with two under way").isFalse();
            assertThat(underWay).isNotDone();
            closeInterrupted(log);
            assertThat(Futures.failure(underWay).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(Futures.failure(alsoUnderWay).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    /** Without the wait for what is under way. */
    private static void closeInterrupted(RemoteLog log) {
        Thread.currentThread().interrupt();
        log.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void silentMasterLeavesTheOutcomeUnknownAtTheDeadline() throws Exception {
        try (TestMaster master = TestMaster.silent();
                RemoteLog log = RemoteLog.connect(master.config().withDeadline(SOON))) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure.isSafeToRetry()).isFalse();
            assertThat(master.waiting()).isEqualTo(1);
        }
    }

    @Test
    void recordOnACutConnectionIsNotSentAgain() throws Exception {
        AtomicReference<TestMaster> self = new AtomicReference<>();
        TestMaster first = TestMaster.start(record -> self.get().close());
        self.set(first);
        int port = first.port();
        try (RemoteLog log = RemoteLog.connect(first.config())) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(first.waiting()).isEqualTo(1);
            try (TestMaster second =
                    TestMaster.start(port, record -> record.reply().respond(0, "ok", ""))) {
                log.send(8, ByteBuffer.allocate(1));

                assertThat(second.take().type()).isEqualTo(8);
                assertThat(second.waiting()).isZero();
            }
        }
    }

    @Test
    void recordWithoutAListenerIsNotSent() throws Exception {
        int port;
        try (ServerSocket socket = listener()) {
            port = socket.getLocalPort();
        }
        assertNotSent(port, "Connection refused");
    }

    @Test
    void recordForAListenerThatSaysNothingIsNotSent() throws Exception {
        try (ServerSocket socket = listener()) {
            assertNotSent(socket.getLocalPort(), "no connection within 300 ms");
        }
    }

    @Test
    void recordForAListenerOfAnotherProtocolIsNotSent() throws Exception {
        CompletableFuture<Void> answers;
        try (ServerSocket socket = listener()) {
            answers = CompletableFuture.runAsync(() -> answerInHttp1(socket));

            assertNotSent(socket.getLocalPort(), "no connection within 300 ms");
        }
        answers.join();
    }

    @Test
    void everyRecordBehindOneWithoutAConnectionIsNotSent() throws Exception {
        try (ServerSocket socket = listener();
                RemoteLog log = RemoteLog.connect(config(socket.getLocalPort()))) {
            var sent = Stream.generate(() -> send(log)).limit(50).toList();

            for (CompletableFuture<Receipt> one : sent) {
                assertThat(Futures.failure(one).outcome()).isEqualTo(Outcome.NOT_SENT);
            }
        }
    }

    @Test
    void interruptEndsAWaitForTheAnswer() throws Exception {
        try (TestMaster master = TestMaster.silent();
                RemoteLog log = RemoteLog.connect(master.config())) {
            Blocked sender = new Blocked(log);
            master.take();

            assertThat(sender.interrupted().outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void interruptEndsAWaitForTheConnection() throws Exception {
        try (ServerSocket socket = listener();
                RemoteLog log = RemoteLog.connect(RemoteLogConfig.defaults("127.0.0.1", socket.getLocalPort()))) {
            Blocked heldUp = new Blocked(log);
            heldUp.awaitWaiting();
            Blocked queued = new Blocked(log);
            queued.awaitWaiting();

            assertThat(queued.interrupted().outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(heldUp.interrupted().outcome()).isEqualTo(Outcome.NOT_SENT);
        }
    }

    private static void assertNotSent(int port, String reason) throws Exception {
        try (RemoteLog log = RemoteLog.connect(config(port))) {
            SendException failure = Futures.failure(send(log));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(failure.isSafeToRetry()).isTrue();
            assertThat(failure).hasMessageContaining(reason);
            assertThat(failure.getMessage()).hasLineCount(1);
        }
    }

    private static RemoteLogConfig config(int port) {
        return RemoteLogConfig.defaults("127.0.0.1", port).withDeadline(SOON);
    }

    private static CompletableFuture<Receipt> send(RemoteLog log) {
        return log.sendAsync(7, ByteBuffer.allocate(10));
    }

    private static ServerSocket listener() throws Exception {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static void answerInHttp1(ServerSocket listener) {
        while (!listener.isClosed()) {
            try (Socket connection = listener.accept()) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The listener was closed, or the other side was faster.
            }
        }
    }

    /** A thread in a blocking send. */
    private static final class Blocked {
        private final CompletableFuture<SendException> failure = new CompletableFuture<>();
        private final AtomicBoolean flagSet = new AtomicBoolean();
        private final Thread thread;

        Blocked(RemoteLog log) {
            thread = new Thread(() -> {
                try {
                    log.send(7, ByteBuffer.allocate(10));
                } catch (SendException e) {
                    flagSet.set(Thread.currentThread().isInterrupted());
                    failure.complete(e);
                }
            });
            thread.start();
        }

        void awaitWaiting() {
            Threads.awaitWaiting(thread);
        }

        SendException interrupted() throws Exception {
            thread.interrupt();
            SendException e = failure.get(5, TimeUnit.SECONDS);
            assertThat(flagSet).isTrue();
            return e;
        }
    }
}
