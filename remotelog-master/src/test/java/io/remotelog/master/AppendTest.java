package io.remotelog.master;

import static io.remotelog.master.AppendClient.batch;
import static io.remotelog.master.AppendClient.written;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.remotelog.api.DayLog;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.ProducerTable;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.StoreFullException;
import io.remotelog.api.VirtualTime;
import io.remotelog.protocol.v1.Ack;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.ReadRequest;
import io.remotelog.protocol.v1.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of batches to a running master, over real sockets. */
@Timeout(60)
class AppendTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    /** What may be on its way to a client, for one that is soon full. */
    private static final int WINDOW_BYTES = 64 << 10;

    private final VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
    private final HeldStore store = new HeldStore(new MemoryLogStore());
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        store.commits.release(1_000_000);
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void eachBatchIsAnsweredWithThePositionsOfItsRecords() throws Exception {
        Master master = start(config());
        AppendClient client = AppendClient.start(channel(master));
        assertThat(client.told(batch("a", "bb", ""))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+3");
        master.commitData(1, bytes("between"));
        assertThat(client.told(batch("c"))).isEqualTo("ACKNOWLEDGED 2026-11-22/4+1");
        AppendRequest.Builder typed =
                batch("d", "e").clearTypes().addTypes(-32768).addTypes(32767);
        assertThat(client.told(typed)).isEqualTo("ACKNOWLEDGED 2026-11-22/5+2");
        time.advance(Duration.ofHours(13));
        assertThat(client.told(batch("f"))).isEqualTo("ACKNOWLEDGED 2026-11-23/0+1");
        assertThat(ReadClient.read(channel(master), ReadRequest.getDefaultInstance()))
                .containsExactly(
                        "2026-11-22/0 7 a",
                        "2026-11-22/1 7 bb",
                        "2026-11-22/2 7 ",
                        "2026-11-22/3 1 between",
                        "2026-11-22/4 7 c",
                        "2026-11-22/5 -32768 d",
                        "2026-11-22/6 32767 e",
                        "2026-11-23/0 7 f");
        client.finish();
        assertThat(client.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    }

    @Test
    void aBatchThatCannotBeMeantIsToldAndTheStreamGoesOn() throws Exception {
        Master master = start(config());
        AppendClient client = AppendClient.start(channel(master));
        assertInvalid(client, batch(), "0 records, want 1 to 16384");
        assertInvalid(client, batch("x".repeat(16_385).split("")), "16385 records, want 1 to 16384");
        assertInvalid(client, batch("a", "b").addTypes(1).addTypes(2), "3 types for 2 records, want 1 or as many");
        assertInvalid(client, batch("a").clearTypes(), "0 types for 1 records");
        assertInvalid(client, batch("a").setTypes(0, 32_768), "record type 32768, want -32768 to 32767");
        assertInvalid(client, batch("a").addLengths(1), "1 bytes of payloads, want the sum of the lengths, 2");
        assertInvalid(client, batch("a").setLengths(0, -1), "record of 4294967295 bytes, want at most");
        assertInvalid(client, batch("a", "x".repeat(4 << 20)), "4194305 bytes in 2 records, want at most 4194304");
        assertInvalid(client, batch("x".repeat((8 << 20) + 1)), "record of 8388609 bytes, want at most 8388608");
        assertInvalid(
                client, batch("a").setProducer(ByteString.copyFromUtf8("me")), "producer of 2 bytes, want 0 or 16");
        assertInvalid(client, batch("a").setSequence(-1), "sequence -1, want 0 or more");
        assertInvalid(client, batch("a").setAckValue(3), "ack 3, want 0 to 2");
        assertInvalid(client, batch("a").setReplicas(101), "101 replicas, want 0 to 100");
        assertInvalid(client, batch("a").setReplicatedWithinMillis(60_001), "within 60001 ms, want 0 to 60000");
        assertThat(client.told(batch("x".repeat(8 << 20)))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+1");
        assertThat(client.told(batch("x".repeat(1 << 20), "x".repeat(3 << 20))))
                .isEqualTo("ACKNOWLEDGED 2026-11-22/1+2");
        assertThat(master.status().refused().get(RefusalReason.INVALID)).isGreaterThan(13);
    }

    private static void assertInvalid(AppendClient client, AppendRequest.Builder batch, String message) {
        AppendResponse answer = client.append(batch);
        assertThat(AppendClient.text(answer)).isEqualTo("INVALID");
        assertThat(answer.getMessage()).contains(message);
    }

    @Test
    void streamsTheirBatchesAndTheAnswersAreCounted() throws Exception {
        Master master = start(config());
        AppendClient one = AppendClient.start(channel(master));
        AppendClient two = AppendClient.start(channel(master));
        assertThat(one.told(batch("a", "b"))).startsWith("ACKNOWLEDGED");
        assertThat(two.told(batch("c"))).startsWith("ACKNOWLEDGED");
        assertThat(one.told(batch("x".repeat((8 << 20) + 1)))).isEqualTo("INVALID");
        assertThat(one.told(batch(UUID.randomUUID(), 1, "d"))).isEqualTo("OUT_OF_ORDER");
        CallStatus calls = master.calls();
        assertThat(calls.appends()).isEqualTo(2);
        assertThat(calls.batches()).isEqualTo(4);
        assertThat(calls.batchRecords()).isEqualTo(5);
        assertThat(calls.answers())
                .containsEntry(Result.ACKNOWLEDGED, 2L)
                .containsEntry(Result.INVALID, 1L)
                .containsEntry(Result.OUT_OF_ORDER, 1L)
                .containsEntry(Result.BUSY, 0L)
                .hasSize(7);
        one.finish();
        await().until(() -> master.calls().appends() == 1);
        two.cancel();
        await().until(() -> master.calls().appends() == 0);
        assertThat(master.calls().batches()).isEqualTo(4);
    }

    @Test
    void anAnswerComesWhenTheRecordsAreAsSafeAsWasAskedFor() throws Exception {
        store.setDurable(0);
        AppendClient client = AppendClient.start(channel(start(config())));
        long durable = client.send(batch("a", "b"));
        assertThat(client.told(written(batch("c")))).isEqualTo("ACKNOWLEDGED 2026-11-22/2+1");
        store.setDurable(1);
        assertThat(client.told(written(batch("d")))).isEqualTo("ACKNOWLEDGED 2026-11-22/3+1");
        assertThat(client.answers).doesNotContainKey(durable);
        store.setDurable(2);
        await().until(() -> client.answers.containsKey(durable));
        assertThat(AppendClient.text(client.answers.get(durable))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+2");
    }

    @Test
    void aBatchThatIsSentAgainIsNotAppendedAgain() throws Exception {
        Master master = start(config());
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        AppendClient client = AppendClient.start(channel(master));
        assertThat(client.told(batch(one, 0, "a", "b"))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+2");
        assertThat(client.told(batch(two, 0, "A"))).isEqualTo("ACKNOWLEDGED 2026-11-22/2+1");
        assertThat(client.told(batch(one, 2, "c"))).isEqualTo("ACKNOWLEDGED 2026-11-22/3+1");
        AppendClient again = AppendClient.start(channel(master));
        assertThat(again.told(batch(one, 0, "a", "b"))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+2");
        assertThat(again.told(batch(one, 1, "b", "c", "d"))).isEqualTo("ACKNOWLEDGED 2026-11-22/1+1 2026-11-22/3+2");
        time.advance(Duration.ofHours(13));
        assertThat(again.told(batch(one, 3, "d", "e"))).isEqualTo("ACKNOWLEDGED 2026-11-22/4+1 2026-11-23/0+1");
        master.close();
        assertThat(AppendClient.start(channel(start(config()))).told(batch(one, 2, "c", "d", "e", "f")))
                .isEqualTo("ACKNOWLEDGED 2026-11-22/3+2 2026-11-23/0+2");
        assertThat(payloads(TODAY)).containsExactly("a", "b", "A", "c", "d");
        assertThat(payloads(TODAY.plusDays(1))).containsExactly("e", "f");
    }

    @Test
    void aBatchThatIsSentAgainWhileTheFirstOneWaitsIsAppendedOnce() throws Exception {
        Master master = start(config());
        UUID producer = UUID.randomUUID();
        store.hold();
        AppendClient first = AppendClient.start(channel(master));
        // The appender takes this one, and waits in its commit.
        first.send(batch("first"));
        await().until(() -> store.commits.hasQueuedThreads());
        long once = first.send(batch(producer, 0, "a", "b"));
        AppendClient again = AppendClient.start(channel(master));
        await().until(() -> master.status().queuedBytes() > 500);
        long twice = again.send(batch(producer, 0, "a", "b"));
        long more = again.send(batch(producer, 1, "b", "c"));
        await().until(() -> master.status().queuedBytes() > 1_000);
        store.commits.release(1_000_000);
        await().until(() -> first.answers.containsKey(once) && again.answers.size() == 2);
        assertThat(AppendClient.text(first.answers.get(once))).isEqualTo("ACKNOWLEDGED 2026-11-22/1+2");
        assertThat(AppendClient.text(again.answers.get(twice))).isEqualTo("ACKNOWLEDGED 2026-11-22/1+2");
        assertThat(AppendClient.text(again.answers.get(more))).isEqualTo("ACKNOWLEDGED 2026-11-22/2+2");
        assertThat(payloads(TODAY)).containsExactly("first", "a", "b", "c");
    }

    @Test
    void aBatchWhoseForerunnersAreMissingIsNotTaken() throws Exception {
        AppendClient client = AppendClient.start(channel(start(config())));
        UUID producer = UUID.randomUUID();
        assertThat(client.append(batch(producer, 5, "f")))
                .returns(Result.OUT_OF_ORDER, AppendResponse::getResult)
                .returns(0L, AppendResponse::getNextSequence)
                .returns("batch from sequence 5, want 0: the producer is not known", AppendResponse::getMessage);
        assertThat(client.told(batch(producer, 0, "a", "b"))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+2");
        assertThat(client.append(batch(producer, 3, "d")))
                .returns(Result.OUT_OF_ORDER, AppendResponse::getResult)
                .returns(2L, AppendResponse::getNextSequence);
        assertThat(payloads(TODAY)).containsExactly("a", "b");
    }

    @Test
    void whatComesBehindARefusedBatchIsNotTakenBeforeIt() throws Exception {
        AppendClient client = AppendClient.start(channel(start(config())));
        UUID producer = UUID.randomUUID();
        store.failure = Optional.of(new StoreFullException("no room on the planted disk", null));
        AppendResponse refused = client.append(batch(producer, 0, "a"));
        assertThat(refused)
                .returns(Result.BUSY, AppendResponse::getResult)
                .returns("no room on the planted disk", AppendResponse::getMessage);
        store.failure = Optional.of(new IOException("planted"));
        assertThat(client.told(batch(producer, 0, "a"))).isEqualTo("REFUSED");
        store.failure = Optional.empty();
        assertThat(client.told(batch(producer, 1, "b"))).isEqualTo("OUT_OF_ORDER");
        assertThat(client.told(batch(producer, 0, "a"))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+1");
        assertThat(client.told(batch(producer, 1, "b"))).isEqualTo("ACKNOWLEDGED 2026-11-22/1+1");
    }

    @Test
    void aBatchOfWhichNothingWasAppendedDoesNotEndTheTroubleThatIsTold() throws Exception {
        Master master = start(config());
        AppendClient client = AppendClient.start(channel(master));
        UUID producer = UUID.randomUUID();
        store.failure = Optional.of(new StoreFullException("no room on the planted disk", null));
        assertThat(client.told(batch(producer, 0, "a"))).isEqualTo("BUSY");
        store.failure = Optional.empty();
        assertThat(client.told(batch(producer, 1, "b"))).isEqualTo("OUT_OF_ORDER");
        assertThat(master.status().trouble()).contains("no room on the planted disk");
        assertThat(client.told(batch(producer, 0, "a"))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+1");
        assertThat(master.status().trouble()).isEmpty();
    }

    @Test
    void whereTheRecordsAreIsForgottenBeforeThatTheyAreThere() throws Exception {
        AppendClient client = AppendClient.start(channel(start(config())));
        UUID producer = UUID.randomUUID();
        for (int i = 0; i < ProducerTable.MAX_RUNS + 2; i++) {
            client.append(written(batch(producer, i, "p")));
            client.append(written(batch("another's")));
        }
        assertThat(client.told(batch(producer, 0, "p", "p"))).isEqualTo("ACKNOWLEDGED");
        assertThat(client.told(batch(producer, 1, "p", "p"))).isEqualTo("ACKNOWLEDGED 2026-11-22/4+1");
        assertThat(payloads(TODAY)).hasSize(2 * (ProducerTable.MAX_RUNS + 2));
    }

    @Test
    void moreProducersInOneCommitThanAreRememberedAreAllAnsweredWithTheirPositions() throws Exception {
        Master master = start(config());
        ManagedChannel channel = channel(master);
        AppendClient first = AppendClient.start(channel);
        UUID known = UUID.randomUUID();
        first.append(batch(known, 0, "known"));
        store.hold();
        first.send(batch("held"));
        await().until(() -> master.status().appended() == 2);
        long again = first.send(batch(known, 0, "known"));
        List<AppendClient> clients = new ArrayList<>();
        int streams = ProducerTable.MAX_PRODUCERS / AppendCall.MAX_UNANSWERED + 1;
        for (int i = 0; i < streams; i++) {
            AppendClient client = AppendClient.start(channel);
            clients.add(client);
            for (int k = 0; k < AppendCall.MAX_UNANSWERED; k++) {
                client.send(batch(UUID.randomUUID(), 0, "p"));
            }
        }
        int batches = streams * AppendCall.MAX_UNANSWERED;
        await().until(() -> master.calls().batches() == batches + 3);
        store.commits.release(1_000_000);
        await().until(() -> clients.stream().allMatch(client -> client.answers.size() == AppendCall.MAX_UNANSWERED));
        assertThat(clients.stream().flatMap(client -> client.answers.values().stream()))
                .extracting(AppendClient::text)
                .allMatch(text -> text.matches("ACKNOWLEDGED 2026-11-22/[0-9]+\\+1"))
                .doesNotHaveDuplicates();
        await().until(() -> first.answers.containsKey(again));
        assertThat(AppendClient.text(first.answers.get(again))).isEqualTo("ACKNOWLEDGED");
        assertThat(payloads(TODAY)).hasSize(batches + 2);
    }

    @Test
    void afterAFaultOfTheProgramItIsToldThatTheOutcomeIsUnknown() throws Exception {
        Master master = start(config());
        AppendClient client = AppendClient.start(channel(master));
        UUID producer = UUID.randomUUID();
        store.fault.set(new IllegalStateException("planted"));
        AppendResponse answer = client.append(batch(producer, 0, "a"));
        assertThat(AppendClient.text(answer)).isEqualTo("UNKNOWN");
        assertThat(answer.getMessage()).contains("not known whether").contains("planted");
        assertThat(client.told(batch(producer, 0, "a"))).isEqualTo("ACKNOWLEDGED 2026-11-22/0+1");
        assertThat(payloads(TODAY)).containsExactly("a");
    }

    @Test
    void withoutReplicasWhatIsDurableIsToldAsNotReplicated() throws Exception {
        store.setDurable(0);
        AppendClient client = AppendClient.start(channel(start(config())));
        long sent = client.send(batch("a").setAck(Ack.REPLICATED).setReplicatedWithinMillis(1));
        assertThat(client.told(written(batch("b")))).isEqualTo("ACKNOWLEDGED 2026-11-22/1+1");
        assertThat(client.answers).doesNotContainKey(sent);
        store.setDurable(1);
        await().until(() -> client.answers.containsKey(sent));
        AppendResponse answer = client.answers.get(sent);
        assertThat(AppendClient.text(answer)).isEqualTo("NOT_REPLICATED 2026-11-22/0+1");
        assertThat(answer.getMessage()).contains("durable on the master, and within 1 ms not on 1 replicas");
    }

    @Test
    void aStreamHasSoManyBatchesWithoutAnAnswerAndNoMore() throws Exception {
        Master master = start(config());
        store.hold();
        AppendClient client = AppendClient.start(channel(master));
        String payload = "x".repeat(10_000);
        for (int i = 0; i < 1_000; i++) {
            client.send(batch(payload));
        }
        AppendClient other = AppendClient.start(channel(master));
        other.send(batch("of another connection"));
        int each = payload.length() + 256 + 16;
        await().until(() -> master.status().queuedBytes() > (long) AppendCall.MAX_UNANSWERED * each);
        store.commits.release(1_000_000);
        await().until(() -> client.count(Result.ACKNOWLEDGED) == 1_000);
        // With its own queue the other one came between the first sixteen and the rest.
        assertThat(other.answers.get(1L).getRuns(0).getFirstId()).isLessThanOrEqualTo(2L * AppendCall.MAX_UNANSWERED);
        long before = -1;
        for (long i = 1; i <= 1_000; i++) {
            long id = client.answers.get(i).getRuns(0).getFirstId();
            assertThat(id).isGreaterThan(before);
            before = id;
        }
    }

    @Test
    void aClientThatTakesNoAnswersGetsNoMoreBatchesIn() throws Exception {
        Master master = start(config());
        AppendClient slow = AppendClient.startSlow(channel(master, WINDOW_BYTES));
        int batches = 20_000;
        for (int i = 0; i < batches; i++) {
            slow.send(batch());
        }
        AppendClient other = AppendClient.start(channel(master));
        assertThat(other.told(written(batch("goes on")))).startsWith("ACKNOWLEDGED");
        // Answers of some 40 bytes fill gRPC's 32 KiB, and the window of the connection.
        AtomicLong seen = new AtomicLong();
        await().during(Duration.ofSeconds(1)).until(() -> {
            long now = master.status().refused().get(RefusalReason.INVALID);
            return seen.getAndSet(now) == now;
        });
        long taken = seen.get();
        assertThat(taken).isBetween(1L, batches / 2L);
        slow.take(Integer.MAX_VALUE);
        await().until(() -> slow.count(Result.INVALID) == batches);
    }

    @Test
    void aFullQueueIsToldWithWhenToComeAgain() throws Exception {
        Master master = start(config().withQueue(2_000, Duration.ofMillis(1)));
        store.hold();
        AppendClient client = AppendClient.start(channel(master));
        long first = client.send(batch("x".repeat(1_500)));
        long second = client.send(batch("x".repeat(1_500)));
        await().until(() -> {
            time.advance(Duration.ofMillis(10));
            return client.answers.containsKey(second);
        });
        AppendResponse busy = client.answers.get(second);
        assertThat(AppendClient.text(busy)).isEqualTo("BUSY");
        assertThat(busy.getRetryAfterMillis()).isPositive();
        assertThat(busy.getMessage()).contains("the queue holds");
        store.commits.release(1_000_000);
        await().until(() -> client.answers.containsKey(first));
        assertThat(client.told(batch("x".repeat(1_500)))).isEqualTo("ACKNOWLEDGED 2026-11-22/1+1");
    }

    @Test
    void theEndOfTheMasterAnswersWhatItTook() throws Exception {
        Master master = start(config());
        AppendClient idle = AppendClient.start(channel(master));
        assertThat(idle.told(batch("a"))).startsWith("ACKNOWLEDGED");
        store.hold();
        AppendClient busy = AppendClient.start(channel(master));
        long sent = busy.send(batch("b", "c"));
        await().until(() -> master.status().queuedBytes() > 0);
        Thread closing = new Thread(() -> {
            try {
                master.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        closing.start();
        assertThat(idle.end.get(20, TimeUnit.SECONDS))
                .returns(Status.Code.UNAVAILABLE, Status::getCode)
                .returns("the master is shutting down", Status::getDescription);
        assertThat(busy.end).isNotDone();
        store.commits.release(1_000_000);
        assertThat(busy.end.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(AppendClient.text(busy.answers.get(sent))).isEqualTo("ACKNOWLEDGED 2026-11-22/1+2");
        closing.join();
        assertThat(payloads(TODAY)).containsExactly("a", "b", "c");
    }

    private List<String> payloads(LocalDate day) throws IOException {
        DayLog log = store.find(day).orElseThrow();
        List<String> payloads = new ArrayList<>();
        try (RecordCursor cursor = log.cursor(0)) {
            while (cursor.next()) {
                payloads.add(AppendClient.payload(cursor.payload()));
            }
        }
        return payloads;
    }

    private static MasterConfig config() {
        Optional<InetSocketAddress> anyPort = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return MasterConfig.defaults()
                .withGrpcAddress(anyPort)
                .withSyncAddress(Optional.empty())
                .withZone(Optional.of(ZoneOffset.UTC));
    }

    private Master start(MasterConfig config) throws IOException {
        Master master = Master.start(store, config, time, time::nanoTime);
        opened.push(master);
        return master;
    }

    private ManagedChannel channel(Master master) {
        return channel(master, 1 << 20);
    }

    private ManagedChannel channel(Master master, int windowBytes) {
        InetSocketAddress address = master.grpcAddress().orElseThrow();
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                .usePlaintext()
                .flowControlWindow(windowBytes)
                .build();
        opened.push(() -> channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS));
        return channel;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
