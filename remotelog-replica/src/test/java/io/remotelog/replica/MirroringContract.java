package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Retention;
import io.remotelog.master.Master;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A master and replicas by whichever version of the protocol. */
abstract class MirroringContract extends MirroringTestBase {
    private final Mirroring.Protocol protocol;

    MirroringContract(Mirroring.Protocol protocol) {
        this.protocol = protocol;
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
        assertThat(Files.exists(
                        folder("replica").resolve(name(today.minusDays(3))).resolve("finish")))
                .isTrue();
        Path absentThere = folder("replica").resolve(name(today.minusDays(2)));
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
        assertThat(folder("replica").resolve(name(today.minusDays(1)))).doesNotExist();
    }

    @Test
    void aLinkThatSplitsAndResetsEverywhereEndsByteIdentical() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        history(today.minusDays(2), 40_000, true);
        Master master = master(0);
        FaultyLink link = opened(new FaultyLink(port(master), 42, 600_000));
        replica("replica", quick(config(link.port(), 2)));
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
            LogStore store = opened(LogStores.open(folder("replica").toString()));
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
        LogStore store = opened(LogStores.open(folder("stranger").toString()));
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
        List<String> before = names(folder("master"));
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
        assertThat(names(folder("master"))).isEqualTo(before);
        assertThat(names(folder(""))).containsExactly("master", "replica");
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
        LogStore store = opened(LogStores.open(folder("replica").toString()));
        opened(Replica.start(store, config(port(master), 6).withRetention(Retention.ofDays(2)), () -> {}));
        await().atMost(Duration.ofSeconds(20)).until(() -> count("replica", today) == 10);
        assertThat(store.days()).startsWith(today.minusDays(2));
    }

    private AtomicInteger replica(String name, int port, int historyDays) throws IOException {
        return replica(name, config(port, historyDays));
    }

    private AtomicInteger replica(String name, ReplicaConfig config) throws IOException {
        AtomicInteger connected = new AtomicInteger();
        LogStore store = open(name);
        opened(Replica.start(store, config, connected::incrementAndGet));
        return connected;
    }

    /** For a link that is reset often: the default waits up to five seconds before each new one. */
    private static ReplicaConfig quick(ReplicaConfig config) {
        return new ReplicaConfig(
                config.masterHost(),
                config.masterPort(),
                config.sendFlag(),
                config.historyDays(),
                config.retention(),
                config.zone(),
                config.mirroring(),
                config.connectTimeout(),
                config.minBackoff(),
                config.minBackoff(),
                config.security());
    }

    private ReplicaConfig config(int port, int historyDays) {
        return ReplicaConfig.of("127.0.0.1", port)
                .withHistoryDays(historyDays)
                .withZone(Optional.of(ZONE))
                .withMirroring(Mirroring.defaults().withProtocol(protocol));
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
