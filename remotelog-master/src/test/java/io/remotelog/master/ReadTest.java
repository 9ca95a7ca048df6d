package io.remotelog.master;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.VirtualTime;
import io.remotelog.protocol.v1.IfAbsent;
import io.remotelog.protocol.v1.ReadRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads of a running master, over real sockets. */
@Timeout(60)
class ReadTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final LocalDate DAY_BEFORE = TODAY.minusDays(2);
    private static final ReadRequest ALL = ReadRequest.getDefaultInstance();
    private static final ReadRequest FOLLOW =
            ReadRequest.newBuilder().setFollow(true).build();

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
    private final CountedStore store = new CountedStore(new MemoryLogStore());
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "'' | 0 | NEXT_DAY | '' | 0 | a0 a1 a2 b0 b1",
                "'' | 1 | NEXT_DAY | '' | 0 | a1 a2 b0 b1",
                "'' | 0 | NEXT_DAY | 2026-11-21 | 0 | a0 a1 a2",
                "2026-11-20 | 2 | FAIL | '' | 0 | a2 b0 b1",
                "2026-11-21 | 1 | NEXT_DAY | '' | 0 | b0 b1",
                "2026-11-21 | 1 | NEXT_DAY_SAME_ID | '' | 0 | b1",
                "2026-11-22 | 2 | FAIL | 2026-11-22 | 0 | ''",
                "'' | 0 | NEXT_DAY | '' | 4 | a0 a1 a2 b0",
                "2026-11-23 | 7 | NEXT_DAY | '' | 0 | ''",
            })
    void theRecordsAreThoseThatWereAskedFor(
            String firstDate, long fromId, IfAbsent ifAbsent, String lastDate, long limit, String payloads)
            throws Exception {
        ManagedChannel channel = channel(twoDays());
        ReadRequest request = ReadRequest.newBuilder()
                .setFirstDate(firstDate)
                .setFromId(fromId)
                .setIfAbsent(ifAbsent)
                .setLastDate(lastDate)
                .setLimit(limit)
                .build();
        assertThat(String.join(" ", payloads(ReadClient.read(channel, request))))
                .isEqualTo(payloads);
    }

    @Test
    void onlyRecordsOfTheTypeCome() throws Exception {
        Master master = start(store);
        master.commitData(7, bytes("a"));
        master.commitData(-32768, bytes("b"));
        master.commitData(0, bytes("c"));
        master.commitData(0, bytes("d"));
        assertThat(ReadClient.read(
                        channel(master), ReadRequest.newBuilder().setType(0).build()))
                .containsExactly("2026-11-22/2 0 c", "2026-11-22/3 0 d");
        assertThat(ReadClient.read(
                        channel(master),
                        ReadRequest.newBuilder().setType(-32768).build()))
                .containsExactly("2026-11-22/1 -32768 b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-02-30 | 0 | '' | first_date: day '2026-02-30', want a real date",
                "'' | -1 | '' | from_id -1, want 0 or more",
                "'' | 0 | tomorrow | last_date: day 'tomorrow', want a real date",
                "2026-11-22 | 0 | 2026-11-21 | last day 2026-11-21 is before the first, 2026-11-22",
            })
    void aRequestThatCannotBeMeantIsRefused(String firstDate, long fromId, String lastDate, String message)
            throws Exception {
        ReadRequest.Builder request = ReadRequest.newBuilder()
                .setFirstDate(firstDate)
                .setFromId(fromId)
                .setLastDate(lastDate);
        ManagedChannel channel = channel(twoDays());
        assertEnd(ReadClient.start(channel, request.build()), Status.Code.INVALID_ARGUMENT, message);
        assertEnd(
                ReadClient.start(
                        channel, ReadRequest.newBuilder().setType(32_768).build()),
                Status.Code.INVALID_ARGUMENT,
                "type 32768, want -32768 to 32767");
        assertEnd(
                ReadClient.start(
                        channel, ReadRequest.newBuilder().setIfAbsentValue(9).build()),
                Status.Code.INVALID_ARGUMENT,
                "if_absent 9, want 0, 1 or 2");
    }

    @Test
    void whatIsNotThereIsNamed() throws Exception {
        ManagedChannel channel = channel(twoDays());
        ReadRequest absent = ReadRequest.newBuilder()
                .setFirstDate("2026-11-21")
                .setIfAbsent(IfAbsent.FAIL)
                .build();
        assertEnd(
                ReadClient.start(channel, absent),
                Status.Code.NOT_FOUND,
                "day 2026-11-21 is not in the store, its days are 2026-11-20 to 2026-11-22");
        ReadRequest beyond =
                ReadRequest.newBuilder().setFirstDate("2026-11-22").setFromId(3).build();
        assertEnd(
                ReadClient.start(channel, beyond),
                Status.Code.OUT_OF_RANGE,
                "position 2026-11-22/3: the day has 2 records");
        assertNothingIsOpen();
    }

    @Test
    void aFollowerGetsRecordsAsTheyComeAlsoOfTheNextDay() throws Exception {
        Master master = start(store);
        ReadClient client = ReadClient.start(channel(master), FOLLOW);
        await().until(() -> client.told().anyMatch(response -> response.getCaughtUp()));
        master.commitData(1, bytes("a"));
        await().until(() -> client.records().equals(List.of("2026-11-22/0 1 a")));
        time.advance(Duration.ofHours(13));
        await().until(() -> store.days().contains(TODAY.plusDays(1)));
        master.commitData(1, bytes("b"));
        await().until(() -> client.records().equals(List.of("2026-11-22/0 1 a", "2026-11-23/0 1 b")));
        assertThat(client.responses.get(client.responses.size() - 1))
                .returns("2026-11-23", response -> response.getNextDate())
                .returns(1L, response -> response.getNextId())
                .returns(true, response -> response.getCaughtUp());
        assertThat(client.end).isNotDone();
    }

    @Test
    void aResponseHoldsRecordsOfADayUpToABound() throws Exception {
        Master master = start(store);
        for (int length : new int[] {1, 300_000, 200_000, 100_000, 0}) {
            master.commitData(1, ByteBuffer.allocate(length));
        }
        appendMany(master, 20_000, i -> "record " + i);
        master.commitData(1, bytes("last"));
        ReadClient client = ReadClient.start(channel(master), ALL);
        assertThat(client.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
        assertThat(client.records()).hasSize(20_006);
        assertThat(client.told())
                .allMatch(response ->
                        response.getRecordsCount() == 1 || response.getSerializedSize() <= ReadBatch.MAX_BYTES)
                .anyMatch(response -> response.getRecordsCount() > 100);
    }

    @Test
    void aClientThatDoesNotReadCostsABatchAndHoldsUpNobody() throws Exception {
        Master master = start(store);
        int records = 300;
        for (int i = 0; i < records; i++) {
            master.commitData(1, ByteBuffer.allocate(100_000));
        }
        ReadClient slow = ReadClient.startSlow(channel(master), ALL);
        ManagedChannel others = channel(master);
        // One after the other on each of the threads that read.
        for (int i = 0; i < 4; i++) {
            assertThat(ReadClient.read(others, ALL)).hasSize(records);
        }
        // What gRPC has on its way of the slow one's 30 MB is some MiB.
        assertThat(store.recordsRead.get() - 4L * records).isBetween(2L, 100L);
        assertThat(master.commitData(1, bytes("goes on")).id()).isEqualTo(records);
        slow.take(Integer.MAX_VALUE);
        assertThat(slow.end.get(20, TimeUnit.SECONDS).isOk()).isTrue();
        assertThat(slow.records()).hasSize(records);
        assertNothingIsOpen();
    }

    @Test
    void aClientThatGoesFreesItsReader() throws Exception {
        Master master = start(store);
        master.commitData(1, bytes("a"));
        ReadClient following = ReadClient.start(channel(master), FOLLOW);
        await().until(() -> following.records().size() == 1);
        assertThat(store.cursors).hasValue(1);
        following.cancel();
        assertNothingIsOpen();
        ManagedChannel connection = channel(master);
        ReadClient dropped = ReadClient.start(connection, FOLLOW);
        await().until(() -> dropped.records().size() == 1);
        connection.shutdownNow();
        assertNothingIsOpen();
    }

    @Test
    void aClientThatGoesIsNoticedWhileRecordsOfOtherTypesArePassed() throws Exception {
        Master master = start(store);
        master.commitData(1, bytes("a"));
        store.endless = true;
        ReadRequest rare = ReadRequest.newBuilder().setType(2).build();
        ReadClient client = ReadClient.start(channel(master), rare);
        // It sees how far this is.
        await().until(() -> client.responses.size() > 3);
        assertThat(client.told()).allMatch(response -> response.getNextId() > 0 && response.getRecordsCount() == 0);
        client.cancel();
        assertNothingIsOpen();
        store.endless = false;
        assertThat(ReadClient.read(channel(master), rare)).isEmpty();
    }

    @Test
    void readsAndWhatIsSentToThemAreCounted() throws Exception {
        Master master = start(store);
        assertThat(master.calls().reads()).isZero();
        ReadClient follower = ReadClient.start(channel(master), FOLLOW);
        appendMany(master, 3, i -> "" + i);
        await().until(() -> follower.records().size() == 3);
        assertThat(ReadClient.read(channel(master), ALL)).hasSize(3);
        await().until(() -> master.calls().reads() == 1);
        assertThat(master.calls().readRecords()).isEqualTo(6);
        follower.cancel();
        await().until(() -> master.calls().reads() == 0);
        assertThat(master.calls().readRecords()).isEqualTo(6);
    }

    @Test
    void theNumberOfReadsIsBounded() throws Exception {
        Master master = start(store);
        master.commitData(1, bytes("a"));
        ManagedChannel channel = channel(master);
        List<ReadClient> followers = IntStream.range(0, ReadService.MAX_READS)
                .mapToObj(i -> ReadClient.start(channel, FOLLOW))
                .toList();
        await().until(() -> followers.stream().allMatch(each -> each.records().size() == 1));
        assertEnd(
                ReadClient.start(channel, ALL),
                Status.Code.RESOURCE_EXHAUSTED,
                "64 reads at a time, and as many are under way: end some, try again later");
        appendMany(master, 999, i -> "" + (i + 1));
        await().until(() -> followers.stream().allMatch(each -> each.records().size() == 1_000));
        assertThat(followers)
                .allSatisfy(each -> assertThat(each.records()).last().isEqualTo("2026-11-22/999 1 999"));
        followers.get(5).cancel();
        await().until(() -> master.calls().reads() < ReadService.MAX_READS);
        assertThat(ReadClient.read(channel, ALL)).hasSize(1_000);
    }

    @Test
    void theEndOfTheMasterEndsReadsAndIsNotHeldUp() throws Exception {
        Master master = start(store);
        for (int i = 0; i < 100; i++) {
            master.commitData(1, ByteBuffer.allocate(100_000));
        }
        ReadClient follower = ReadClient.start(channel(master), FOLLOW);
        ReadClient slow = ReadClient.startSlow(channel(master), FOLLOW);
        await().until(() -> follower.records().size() == 100 && store.cursors.get() == 2);
        long begin = System.nanoTime();
        master.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(store.cursors).hasValue(0);
        assertThat(store.subscriptions).hasValue(0);
        assertEnd(follower, Status.Code.UNAVAILABLE, "the master is shutting down");
        slow.take(Integer.MAX_VALUE);
        // Where it did not take what was before the reason, the reason is cut off with it.
        assertThat(slow.end.get(20, TimeUnit.SECONDS).getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
    }

    @Test
    void aBrokenRecordEndsTheReadAfterThoseBeforeIt() throws Exception {
        LogStore files = LogStores.open("filelog:" + folder.resolve("log") + "?fsync=never");
        opened.push(files);
        try (LogWriter writer = files.writer(ZoneOffset.UTC)) {
            append(writer, DAY_BEFORE, "a0", "a1", "a2");
            writer.finish(DAY_BEFORE);
        }
        Path data = folder.resolve("log/20261120/data000000");
        byte[] broken = Files.readAllBytes(data);
        broken[2 * 12 - 1] ^= 1;
        Files.write(data, broken);
        ReadClient client = ReadClient.start(channel(start(new CountedStore(files))), ALL);
        assertEnd(client, Status.Code.DATA_LOSS, "record 2026-11-20/1: ");
        assertThat(client.records()).containsExactly("2026-11-20/0 0 a0");
    }

    @Test
    void aRecordBeyondTheLongestEndsTheReadAfterThoseBeforeIt() throws Exception {
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY_BEFORE);
            writer.append(0, (short) 0, ByteBuffer.allocate(1));
            writer.append(0, (short) 0, ByteBuffer.allocate(MasterConfig.MAX_RECORD_BYTES + 1));
            writer.commit();
        }
        ReadClient client = ReadClient.start(channel(start(store)), ALL);
        assertEnd(client, Status.Code.FAILED_PRECONDITION, "record 2026-11-20/1 has 67108865 bytes, want at most");
        assertThat(client.records()).hasSize(1);
        assertThat(client.responses.get(0).getNextId()).isEqualTo(1);
    }

    private Master twoDays() throws IOException {
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            append(writer, DAY_BEFORE, "a0", "a1", "a2");
            writer.finish(DAY_BEFORE);
            append(writer, TODAY, "b0", "b1");
        }
        return start(store);
    }

    private static void append(LogWriter writer, LocalDate day, String... payloads) throws IOException {
        writer.open(day);
        for (String payload : payloads) {
            writer.append(0, (short) 0, bytes(payload));
        }
        writer.commit();
    }

    private Master start(CountedStore log) throws IOException {
        Optional<InetSocketAddress> anyPort = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(anyPort)
                .withSyncAddress(Optional.empty())
                .withZone(Optional.of(ZoneOffset.UTC));
        Master master = Master.start(log, config, time, time::nanoTime);
        opened.push(master);
        return master;
    }

    private ManagedChannel channel(Master master) {
        InetSocketAddress address = master.grpcAddress().orElseThrow();
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.getHostString(), address.getPort())
                .usePlaintext()
                .directExecutor()
                .build();
        opened.push(() -> channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS));
        return channel;
    }

    private static void appendMany(Master master, int count, IntFunction<String> payload) {
        CompletableFuture.allOf(IntStream.range(0, count)
                        .mapToObj(i -> master.commitDataAsync(1, bytes(payload.apply(i))))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static List<String> payloads(List<String> records) {
        List<String> payloads = new ArrayList<>();
        records.forEach(record -> payloads.add(record.substring(record.lastIndexOf(' ') + 1)));
        return payloads;
    }

    private static void assertEnd(ReadClient client, Status.Code code, String message) throws Exception {
        Status status = client.end.get(20, TimeUnit.SECONDS);
        assertThat(status.getCode()).as(status.toString()).isEqualTo(code);
        assertThat(status.getDescription()).contains(message);
    }

    private void assertNothingIsOpen() {
        await().untilAsserted(() -> {
            assertThat(store.cursors).hasValue(0);
            assertThat(store.subscriptions).hasValue(0);
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
