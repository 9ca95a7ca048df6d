package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Position;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A master and replicas with real files and real sockets, by whichever version of the protocol. */
@Timeout(120)
abstract class MirroringContract {
    private static final ZoneId ZONE = ZoneOffset.UTC;

    @TempDir
    private Path folder;

    private final Mirroring.Protocol protocol;
    private final List<AutoCloseable> opened = new ArrayList<>();

    MirroringContract(Mirroring.Protocol protocol) {
        this.protocol = protocol;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void historyAndLiveRecordsEndByteIdentical() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        history(today.minusDays(3), 5_000, true);
        history(today.minusDays(1), 10, false);
        Master master = master(0);
        replica("replica", port(master), 4);
        append(master, 3_000, 7);
        awaitIdentical("replica", today);
        assertThat(Files.exists(folder.resolve("replica")
                        .resolve(name(today.minusDays(3)))
                        .resolve("finish")))
                .isTrue();
        Path absentThere = folder.resolve("replica").resolve(name(today.minusDays(2)));
        if (protocol == Mirroring.Protocol.V1) {
            // Version 1 has no way to pass over a day.
            assertThat(absentThere.resolve("index")).isEmptyFile();
            assertThat(absentThere.resolve("finish")).exists();
        } else {
            assertThat(absentThere).doesNotExist();
        }
    }

    @Test
    void anEmptyReplicaBeginsToday() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        history(today.minusDays(1), 10, true);
        Master master = master(0);
        replica("replica", port(master), 0);
        append(master, 10, 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> count("replica", today) == 10);
        assertThat(folder.resolve("replica").resolve(name(today.minusDays(1)))).doesNotExist();
    }

    @Test
    void aLinkThatSplitsAndResetsEverywhereEndsByteIdentical() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        history(today.minusDays(2), 40_000, true);
        Master master = master(0);
        FaultyLink link = opened(new FaultyLink(port(master), 42, 600_000));
        replica("replica", link.port(), 2);
        append(master, 6_000, 9);
        await().atMost(Duration.ofSeconds(40)).until(() -> link.resets() >= 8);
        link.heal();
        append(master, 10, 10);
        awaitIdentical("replica", today);
    }

    @Test
    void severalReplicasGoTheirOwnWayAndOneThatNeverReadsHoldsUpNobody() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        history(today.minusDays(1), 20_000, true);
        Master master = master(0);
        for (int i = 0; i < 5; i++) {
            Socket stuck = opened(new Socket(InetAddress.getLoopbackAddress(), port(master)));
            OutputStream out = stuck.getOutputStream();
            out.write(request(today.minusDays(1)));
        }
        for (int i = 0; i < 3; i++) {
            replica("replica" + i, port(master), i + 1);
        }
        append(master, 20_000, 3);
        for (int i = 0; i < 3; i++) {
            awaitIdentical("replica" + i, today);
        }
    }

    @Test
    void aReplicaFindsItsMasterAgain() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        Master first = master(0);
        int port = port(first);
        AtomicInteger connected = replica("replica", port, 0);
        append(first, 100, 1);
        awaitIdentical("replica", today);
        close(first);
        Master second = master(port);
        append(second, 100, 2);
        awaitIdentical("replica", today);
        assertThat(connected).hasValue(1);
    }

    @Test
    void aReplicaResumesWhereItWasLeft() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        Master master = master(0);
        for (int round = 0; round < 5; round++) {
            LogStore store = opened(LogStores.open(folder.resolve("replica").toString()));
            Replica replica = Replica.start(store, config(port(master), 0), () -> {});
            append(master, 500, round);
            replica.close();
        }
        replica("replica", port(master), 0);
        awaitIdentical("replica", today);
    }

    @Test
    void anotherSendFlagLinksNobodyAndHarmsNobody() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        Master master = master(0);
        LogStore store = opened(LogStores.open(folder.resolve("stranger").toString()));
        AtomicInteger connected = new AtomicInteger();
        opened(Replica.start(store, config(port(master), 0).withSendFlag(5), connected::incrementAndGet));
        replica("replica", port(master), 0);
        append(master, 1_000, 4);
        awaitIdentical("replica", today);
        assertThat(connected).hasValue(0);
        assertThat(store.days()).isEmpty();
    }

    @Test
    void hostileRequestsCreateNothingAndHarmNobody() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        Master master = master(0);
        replica("replica", port(master), 0);
        List<String> before = names(folder.resolve("master"));
        List<byte[]> hostile = List.of(
                frame(301, "{\"date\":\"../../x\",\"id\":0}"),
                frame(301, "{\"date\":\"2026-13-01\",\"id\":0}"),
                frame(301, "{\"date\":\"+999999999-01-01\",\"id\":0}"),
                frame(301, "{\"date\":\"" + today + "\",\"id\":-1}"),
                frame(301, "{\"date\":\"" + today + "\",\"id\":99999}"),
                frame(302, "x"),
                frame(12345, ""),
                new byte[100]);
        for (byte[] bytes : hostile) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(master))) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(bytes);
                // The link ends, with or without a reset.
                assertThat(endOf(socket)).isLessThanOrEqualTo(0);
            }
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(master))) {
            socket.getOutputStream().write(frame(301, "{\"date\":\"2999-01-01\",\"id\":0}"));
            append(master, 1_000, 4);
            awaitIdentical("replica", today);
        }
        assertThat(names(folder.resolve("master"))).isEqualTo(before);
        assertThat(names(folder)).containsExactly("master", "replica");
    }

    private static int endOf(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            return 1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void retentionKeepsWhatWasAskedFor() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        for (int age = 1; age <= 6; age++) {
            history(today.minusDays(age), 10, true);
        }
        Master master = master(0);
        append(master, 10, 1);
        LogStore store = opened(LogStores.open(folder.resolve("replica").toString()));
        opened(Replica.start(store, config(port(master), 6).withRetainDays(OptionalInt.of(2)), () -> {}));
        await().atMost(Duration.ofSeconds(20)).until(() -> count("replica", today) == 10);
        assertThat(store.days()).startsWith(today.minusDays(2));
    }

    private Master master(int port) throws IOException {
        LogStore store = opened(LogStores.open("filelog:" + folder.resolve("master") + "?fsync=never"));
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.empty())
                .withSyncAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                .withZone(Optional.of(ZONE));
        return opened(Master.start(store, config));
    }

    private static int port(Master master) {
        return master.syncAddress().orElseThrow().getPort();
    }

    private AtomicInteger replica(String name, int port, int historyDays) throws IOException {
        AtomicInteger connected = new AtomicInteger();
        LogStore store = opened(LogStores.open("filelog:" + folder.resolve(name) + "?fsync=never"));
        opened(Replica.start(store, config(port, historyDays), connected::incrementAndGet));
        return connected;
    }

    private ReplicaConfig config(int port, int historyDays) {
        return ReplicaConfig.of("127.0.0.1", port)
                .withHistoryDays(historyDays)
                .withZone(Optional.of(ZONE))
                .withMirroring(Mirroring.defaults().withProtocol(protocol));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private void close(AutoCloseable resource) throws Exception {
        opened.remove(resource);
        resource.close();
    }

    /** Records of a day that is over, of all sizes. */
    private void history(LocalDate day, int records, boolean finish) throws IOException {
        try (LogStore store = LogStores.open("filelog:" + folder.resolve("master") + "?fsync=never");
                var writer = store.writer(ZONE)) {
            writer.open(day);
            Random random = new Random(day.toEpochDay());
            for (int i = 0; i < records; i++) {
                writer.append(i, (short) random.nextInt(), payload(random));
            }
            writer.commit();
            if (finish) {
                writer.finish(day);
            }
        }
    }

    private static void append(Master master, int records, int seed) throws IOException {
        Random random = new Random(seed);
        Position last = null;
        for (int i = 0; i < records; i++) {
            last = master.commitData((short) random.nextInt(), payload(random));
        }
        assertThat(last).isNotNull();
    }

    private static ByteBuffer payload(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextInt(100) == 0 ? 20_000 : 200)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            Arrays.fill(bytes, (byte) 'a');
        }
        return ByteBuffer.wrap(bytes);
    }

    private long count(String store, LocalDate day) throws IOException {
        Path index = folder.resolve(store).resolve(name(day)).resolve("index");
        return Files.exists(index) ? Files.size(index) / 12 : 0;
    }

    /** Waits until the replica's files are those of the master, byte for byte, for each day that the master has. */
    private void awaitIdentical(String replica, LocalDate today) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    // The length of an index first: nothing is read of a store that is still behind.
                    return count("master", today) == count(replica, today)
                            && files(replica, true).equals(files("master", false));
                });
    }

    private Map<String, ByteBuffer> files(String store, boolean withoutEmptyDays) throws IOException {
        Map<String, ByteBuffer> files = new TreeMap<>();
        for (String day : names(folder.resolve(store))) {
            // Only days: other files, such as a journal that is being made, come and go.
            if (!day.matches("\\d{8}")) {
                continue;
            }
            for (String file : names(folder.resolve(store).resolve(day))) {
                if (file.matches("index|data\\d{6}|finish")) {
                    Path path = folder.resolve(store).resolve(day).resolve(file);
                    files.put(day + "/" + file, ByteBuffer.wrap(Files.readAllBytes(path)));
                }
            }
        }
        if (withoutEmptyDays) {
            Map<String, ByteBuffer> ofMaster = files("master", false);
            files.keySet()
                    .removeIf(name -> !ofMaster.containsKey(name.substring(0, 8) + "/index")
                            && !files.containsKey(name.substring(0, 8) + "/data000000"));
        }
        return files;
    }

    private static List<String> names(Path path) throws IOException {
        try (Stream<Path> paths = Files.list(path)) {
            return paths.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private static String name(LocalDate day) {
        return day.toString().replace("-", "");
    }

    private static byte[] request(LocalDate day) {
        return frame(301, "{\"date\":\"" + day + "\",\"id\":0}");
    }

    private static byte[] frame(int type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(15 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(ReplicaConfig.SEND_FLAG).put((byte) 0).put((byte) 0).putShort((short) type);
        frame.putInt(bytes.length)
                .put((byte) bytes.length)
                .put((byte) 0)
                .put((byte) 0)
                .put(bytes);
        return frame.array();
    }
}
