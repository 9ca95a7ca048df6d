package io.remotelog.sdk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.remotelog.api.Position;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.Result;
import io.remotelog.sdk.AppendMaster.Appended;
import io.remotelog.sdk.AppendMaster.Kept;
import io.remotelog.sdk.AppendMaster.Request;
import io.remotelog.sdk.SendException.Outcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records go in batches, each once and in their order, whatever becomes of connections and masters. */
@Timeout(60)
final class AppendTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void recordsComeWithTheirTypesAndReceiptsTellWhereTheyAre() throws Exception {
        try (AppendMaster master = AppendMaster.willing();
                RemoteLog log = RemoteLog.connect(master.config())) {
            assertThat(log.send(-7, bytes(1)).position()).contains(Position.parse("2026-11-29/0"));
            List<CompletableFuture<Receipt>> sent =
                    List.of(log.sendAsync(1, bytes(2)), log.sendAsync(2, bytes()), log.sendJsonAsync("[]"));
            for (int i = 0; i < 3; i++) {
                assertThat(Futures.receipt(sent.get(i)))
                        .isEqualTo(new Receipt(Optional.of(Position.parse("2026-11-29/" + (i + 1)))));
            }
            assertThat(master.kept().records())
                    .containsExactly(
                            new Appended(-7, ByteString.copyFrom(bytes(1))),
                            new Appended(1, ByteString.copyFrom(bytes(2))),
                            new Appended(2, ByteString.EMPTY),
                            new Appended(1201, ByteString.copyFromUtf8("[]")));
        }
    }

    @Test
    void batchLeavesWhenItIsFull() throws Exception {
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        try (AppendMaster master = AppendMaster.start(came::add);
                RemoteLog log =
                        RemoteLog.connect(master.config().withMaxBatchBytes(40).withLinger(Duration.ofSeconds(1)))) {
            log.log(7, ByteBuffer.allocate(1));
            Request first = came.take();
            for (int i = 0; i < 10; i++) {
                log.log(7, ByteBuffer.allocate(10));
            }

            List<Request> full = List.of(came.take(), came.take());
            assertThat(full)
                    .allSatisfy(batch ->
                            assertThat(batch.message().getLengthsCount()).isEqualTo(4));
            // The last two linger.
            assertThat(came.poll(100, TimeUnit.MILLISECONDS)).isNull();
            first.append();
            full.forEach(Request::append);
            Request last = came.take();
            assertThat(last.message().getLengthsCount()).isEqualTo(2);
            last.append();
        }
    }

    @Test
    void batchLeavesWhenItHasLingered() throws Exception {
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        try (AppendMaster master = AppendMaster.start(came::add);
                RemoteLog log = RemoteLog.connect(master.config().withLinger(Duration.ofMillis(200)))) {
            log.log(7, bytes(0));
            Request first = came.take();
            long begin = System.nanoTime();
            log.log(7, bytes(1));
            log.log(7, bytes(2));

            Request lingered = came.take();
            assertThat(lingered.message().getLengthsCount()).isEqualTo(2);
            first.append();
            lingered.append();
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(199));
        }
    }

    @Test
    void sixteenBatchesAreWithoutAnAnswerAtMost() throws Exception {
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        try (AppendMaster master = AppendMaster.start(came::add);
                RemoteLog log =
                        RemoteLog.connect(master.config().withMaxBatchBytes(1).withLinger(Duration.ZERO))) {
            for (int i = 0; i < 20; i++) {
                log.log(7, bytes(i));
            }
            List<Request> first = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                first.add(came.take());
            }
            assertThat(came.poll(100, TimeUnit.MILLISECONDS)).isNull();

            first.forEach(Request::append);
            for (int i = 0; i < 4; i++) {
                came.take().append();
            }
            assertThat(log.flush(LONG)).isTrue();
            assertInOrder(master.kept(), 20);
        }
    }

    @Test
    void ackLevelAndCompressionReachTheMaster() throws Exception {
        BlockingQueue<AppendRequest> came = new LinkedBlockingQueue<>();
        try (AppendMaster master = AppendMaster.start(request -> {
                    came.add(request.message());
                    request.append();
                });
                RemoteLog log = RemoteLog.connect(
                        master.config().withCompression(true).withAck(Ack.replicated(2, Duration.ofMillis(1_500))))) {
            assertThat(log.send(7, ByteBuffer.allocate(100_000)).replicated()).isTrue();

            AppendRequest request = came.take();
            assertThat(request.getAck()).isEqualTo(io.remotelog.protocol.v1.Ack.REPLICATED);
            assertThat(request.getReplicas()).isEqualTo(2);
            assertThat(request.getReplicatedWithinMillis()).isEqualTo(1_500);
        }
    }

    @Test
    void recordThatWasNotReplicatedInTimeIsTold() throws Exception {
        try (AppendMaster master = AppendMaster.start(request ->
                        request.answer(request.kept().append(request.message()).setResult(Result.NOT_REPLICATED)));
                RemoteLog log = RemoteLog.connect(master.config().withAck(Ack.replicated(1, Duration.ofMillis(1))))) {
            Receipt receipt = log.send(7, bytes(0));

            assertThat(receipt.replicated()).isFalse();
            assertThat(receipt.position()).isPresent();
            assertThat(log.status().notReplicated()).isEqualTo(1);
        }
    }

    @Test
    void batchWhoseConnectionWasCutAfterTheAppendIsAppendedOnce() throws Exception {
        AtomicReference<Relay> network = new AtomicReference<>();
        try (AppendMaster master = AppendMaster.start(AppendMaster.first(request -> {
                    request.kept().append(request.message());
                    network.get().cut();
                }));
                Relay relay = new Relay(master.port());
                RemoteLog log = RemoteLog.connect(relay.config())) {
            network.set(relay);

            assertThat(log.send(7, bytes(0)).position()).contains(Position.parse("2026-11-29/0"));

            assertInOrder(master.kept(), 1);
            assertThat(log.status().retriedBatches()).isEqualTo(1);
        }
    }

    @Test
    void masterThatIsStartedAgainMidStreamHasEachRecordOnceAndInOrder() throws Exception {
        Kept kept = new Kept();
        AppendMaster first = AppendMaster.start(0, kept, Request::append);
        int port = first.port();
        try (RemoteLog log = RemoteLog.connect(first.config().withMaxBatchBytes(400))) {
            for (int round = 0; round < 5; round++) {
                List<CompletableFuture<Receipt>> sent = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    sent.add(log.sendAsync(7, bytes(round * 2_000 + i)));
                    if (i == 1_000) {
                        first.close();
                        first = AppendMaster.start(port, kept, Request::append);
                    }
                }
                for (CompletableFuture<Receipt> one : sent) {
                    Futures.receipt(one);
                }
            }
            assertInOrder(kept, 10_000);
        } finally {
            first.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BUSY", "REFUSED", "UNKNOWN"})
    void batchThatWasNotTakenIsSentAgainInItsPlace(Result result) throws Exception {
        try (AppendMaster master = AppendMaster.start(
                        AppendMaster.first(Request::append, request -> request.answer(result), Request::append));
                RemoteLog log =
                        RemoteLog.connect(master.config().withMaxBatchBytes(4).withLinger(Duration.ZERO))) {
            for (int i = 0; i < 100; i++) {
                assertThat(log.log(7, bytes(i))).isTrue();
            }
            assertThat(log.flush(LONG)).isTrue();

            assertInOrder(master.kept(), 100);
            assertThat(master.kept().producers()).isEqualTo(1);
        }
    }

    @Test
    void busyMasterIsAskedAgainWhenItSaid() throws Exception {
        AppendResponse.Builder busy =
                AppendResponse.newBuilder().setResult(Result.BUSY).setRetryAfterMillis(300);
        try (AppendMaster master = AppendMaster.start(AppendMaster.first(request -> request.answer(busy)));
                RemoteLog log = RemoteLog.connect(master.config())) {
            long begin = System.nanoTime();
            log.send(7, bytes(0));

            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(300));
        }
    }

    @Test
    void recordThatIsInvalidFailsAlone() throws Exception {
        ByteString bad = ByteString.copyFrom(bytes(66));
        try (AppendMaster master = AppendMaster.start(request -> {
                    if (request.message().getPayloads().toString(ISO_8859_1).contains(bad.toString(ISO_8859_1))) {
                        request.answer(Result.INVALID);
                    } else {
                        request.append();
                    }
                });
                RemoteLog log = RemoteLog.connect(master.config())) {
            assertOnlyOneFails(log, master, 66);
        }
    }

    @Test
    void recordThatIsLongerThanTheMastersMessagesFailsAlone() throws Exception {
        try (AppendMaster master = AppendMaster.start(request -> {
                    if (request.message().getPayloads().size() > 1_000) {
                        request.end(Status.INVALID_ARGUMENT.withDescription("too long"));
                    } else if (request.isOpen()) {
                        request.append();
                    }
                });
                RemoteLog log = RemoteLog.connect(master.config().withMaxBatchBytes(800))) {
            List<CompletableFuture<Receipt>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(log.sendAsync(7, ByteBuffer.allocate(i == 11 ? 2_000 : 100)));
            }
            for (int i = 0; i < 20; i++) {
                if (i == 11) {
                    assertThat(Futures.failure(sent.get(i)).outcome()).isEqualTo(Outcome.REFUSED);
                } else {
                    Futures.receipt(sent.get(i));
                }
            }
            assertThat(master.kept().records()).hasSize(19);
        }
    }

    @Test
    void recordsAfterOneThatWasGivenUpGoOn() throws Exception {
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        try (AppendMaster master = AppendMaster.start(came::add);
                Relay relay = new Relay(master.port());
                RemoteLog log = RemoteLog.connect(relay.config().withDeadline(Duration.ofSeconds(3)))) {
            CompletableFuture<Receipt> lost = log.sendAsync(7, bytes(99));
            came.take();
            SendException failure = Futures.failure(lost);
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            // The master never appends it, and knows that it is missing.
            relay.cut();
            CompletableFuture<Receipt> next = log.sendAsync(7, bytes(0));
            came.take().append();
            came.take().append();

            Futures.receipt(next);
            assertInOrder(master.kept(), 1);
        }
    }

    @Test
    void masterThatForgotTheProducerIsGoneOnWithAndTheRiskIsTold() throws Exception {
        try (Told told = new Told();
                AppendMaster master = AppendMaster.willing();
                RemoteLog log = RemoteLog.connect(master.config())) {
            log.send(7, bytes(0));
            master.kept().forgetProducers();

            log.send(7, bytes(1));

            assertInOrder(master.kept(), 2);
            assertThat(told.warnings()).anyMatch(line -> line.contains("may be in the log twice"));
        }
    }

    @Test
    void masterThatLetsNobodyInRefusesAtOnce() throws Exception {
        try (AppendMaster master =
                        AppendMaster.start(request -> request.end(Status.UNAUTHENTICATED.withDescription("no token")));
                RemoteLog log = RemoteLog.connect(master.config())) {
            SendException failure = Futures.failure(log.sendAsync(7, bytes(0)));

            assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(failure).hasMessageContaining("no token");
        }
    }

    @Test
    void flushWaitsForWhatWasAcceptedBefore() throws Exception {
        BlockingQueue<Request> came = new LinkedBlockingQueue<>();
        try (AppendMaster master = AppendMaster.start(came::add);
                RemoteLog log = RemoteLog.connect(master.config())) {
            assertThat(log.flush(LONG)).isTrue();
            CompletableFuture<Receipt> sent = log.sendAsync(7, bytes(0));
            Request first = came.take();
            assertThat(log.flush(Duration.ofMillis(50))).isFalse();
            first.append();

            assertThat(log.flush(LONG)).isTrue();
            assertThat(sent).isDone();
        }
    }

    @Test
    void closeTellsWhatDidNotMakeIt() throws Exception {
        try (AppendMaster master = AppendMaster.start(AppendMaster.first(Request::append, request -> {}))) {
            RemoteLog log = RemoteLog.connect(master.config().withLinger(Duration.ofSeconds(1)));
            log.send(7, bytes(0));
            CompletableFuture<Receipt> unanswered = log.sendAsync(7, bytes(1));
            await().until(() -> log.status().bufferedRecords() == 1);

            CloseReport report = log.close(Duration.ofMillis(200));

            assertThat(report).isEqualTo(new CloseReport(1, 0, 0, 1, 0, 0));
            assertThat(report.isComplete()).isFalse();
            assertThat(Futures.failure(unanswered).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(log.log(7, bytes(2))).isFalse();
        }
    }

    @Test
    void receiptsOfAThreadComeInItsOrder() throws Exception {
        List<Integer> completed = new ArrayList<>();
        try (AppendMaster master = AppendMaster.willing();
                RemoteLog log = RemoteLog.connect(master.config().withMaxBatchBytes(100))) {
            CompletableFuture<?>[] sent = IntStream.range(0, 10_000)
                    .mapToObj(i -> log.sendAsync(7, bytes(i)).thenRun(() -> completed.add(i)))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(sent).get(20, TimeUnit.SECONDS);

            assertThat(completed).hasSize(10_000).isSorted();
            assertInOrder(master.kept(), 10_000);
        }
    }

    private static void assertOnlyOneFails(RemoteLog log, AppendMaster master, int bad) throws Exception {
        List<CompletableFuture<Receipt>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(log.sendAsync(7, bytes(i)));
        }
        for (int i = 0; i < 100; i++) {
            if (i == bad) {
                assertThat(Futures.failure(sent.get(i)).outcome()).isEqualTo(Outcome.REFUSED);
            } else {
                Futures.receipt(sent.get(i));
            }
        }
        assertThat(master.kept().records())
                .extracting(record -> record.payload().asReadOnlyByteBuffer().getInt())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).filter(i -> i != bad).boxed().toList());
    }

    private static ByteBuffer bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocate(0);
    }

    static void assertInOrder(Kept kept, int count) {
        assertThat(kept.records())
                .extracting(record -> record.payload().asReadOnlyByteBuffer().getInt())
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }
}
