package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.protocol.link.ReplicaStatus;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.SendStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who connects to a port and says nothing of use. */
class StrangersTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int CROWD = 1_000;
    private static final int ADDRESSES = 10;
    private static final int HEADER_BYTES = 15;
    private static final int GREETING = 7;
    private static final int REQUEST = 301;
    private static final byte HTTP2_SETTINGS = 4;

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private LogStore store;
    private Master master;

    @BeforeEach
    void startMaster() throws IOException {
        store = store("master");
        Optional<InetSocketAddress> free = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        master = opened(Master.start(
                store, MasterConfig.defaults().withGrpcAddress(free).withSyncAddress(free)));
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void aThousandStrangersDisturbNobodyAndAreGoneWithinTenSeconds() throws Exception {
        LogStore first = replica("first");
        try (RemoteLog log = RemoteLog.connect("127.0.0.1:" + port(master.grpcAddress()))) {
            log.send(1, bytes());
            awaitCopied(first);
            String link = master.replicas().get(0).address();
            Crowd crowd = opened(
                    Crowd.come(port(master.syncAddress()), CROWD, CROWD / ADDRESSES, frame(GREETING, "remotelog/2")));
            for (int i = 0; i < 500; i++) {
                log.send(1, bytes());
            }
            awaitCopied(first);
            LogStore second = replica("second");
            awaitCopied(second);
            assertThat(crowd.stays()).as("they are still there").isEmpty();

            await().atMost(BOUND).until(() -> crowd.stays().size() == CROWD);
            assertThat(crowd.stays())
                    .allSatisfy(stay -> assertThat(stay).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15)));
            log.send(1, bytes());
            awaitCopied(first);
            awaitCopied(second);
            assertThat(master.replicas())
                    .filteredOn(ReplicaStatus::linked)
                    .hasSize(2)
                    .anySatisfy(status -> assertThat(status.address())
                            .as("the link that was there before")
                            .isEqualTo(link));
        }
    }

    @Test
    void aThousandStrangersAtThePortForApplicationsDisturbNobodyAndAreGoneWithinTenSeconds() throws Exception {
        int port = port(master.grpcAddress());
        Socket early = opened(new Socket(InetAddress.getLoopbackAddress(), port));
        early.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(UTF_8));
        early.getOutputStream().write(new byte[] {0, 0, 0, HTTP2_SETTINGS, 0, 0, 0, 0, 0});
        try (RemoteLog log = RemoteLog.connect("127.0.0.1:" + port)) {
            log.send(1, bytes());
            Crowd crowd = opened(Crowd.come(port, CROWD, CROWD / ADDRESSES, "PRI * HTTP/2.0".getBytes(UTF_8)));
            for (int i = 0; i < 500; i++) {
                log.send(1, bytes());
            }
            try (RemoteLog second = RemoteLog.connect("127.0.0.1:" + port)) {
                second.send(1, bytes());
            }
            assertThat(crowd.stays()).as("they are still there").isEmpty();

            await().atMost(BOUND).until(() -> crowd.stays().size() == CROWD);
            assertThat(crowd.stays())
                    .allSatisfy(stay -> assertThat(stay).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(15)));
            log.send(1, bytes());
            assertThat(log.status().retriedBatches()).isZero();
        }
        early.setSoTimeout(100);
        assertThatThrownBy(() -> early.getInputStream().readAllBytes())
                .as("it speaks HTTP/2, and has no call: it is still open")
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(count(store)).isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({"600, 600, 512", "1100, 100, 1024"})
    void aNewConnectionTakesThePlaceOfTheOldestThatHasNoCall(int size, int perAddress, int left) throws Exception {
        int port = port(master.grpcAddress());
        try (RemoteLog log = RemoteLog.connect("127.0.0.1:" + port)) {
            log.send(1, bytes());
            Crowd crowd = opened(Crowd.come(port, size, perAddress, "PRI * HTTP/2.0".getBytes(UTF_8)));
            await().untilAsserted(() -> assertThat(crowd.stays()).hasSize(size - left));
            assertThat(log.status().link()).as("older, but no stranger").isEqualTo(SendStatus.Link.BATCHES);
        }
    }

    @Test
    void whoAnnouncesMoreThanSixtyFourKibibytesIsEndedAtOnce() throws Exception {
        byte[] header = Arrays.copyOf(frame(REQUEST, "x".repeat((64 << 10) + 1)), HEADER_BYTES);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(master.syncAddress()))) {
            // Half of the time that a stranger has anyway.
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(header);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private LogStore replica(String name) throws IOException {
        LogStore copy = store(name);
        opened(Replica.start(copy, ReplicaConfig.of("127.0.0.1", port(master.syncAddress())), () -> {}));
        return copy;
    }

    private LogStore store(String name) throws IOException {
        return opened(LogStores.open("filelog:" + folder.resolve(name) + "?fsync=never"));
    }

    private static int port(Optional<InetSocketAddress> address) {
        return address.orElseThrow().getPort();
    }

    private void awaitCopied(LogStore copy) {
        await().atMost(BOUND).until(() -> count(copy) == count(store));
    }

    private static long count(LogStore log) throws IOException {
        long count = 0;
        for (LocalDate day : log.days()) {
            Optional<DayLog> found = log.find(day);
            count += found.isPresent() ? found.get().count() : 0;
        }
        return count;
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.wrap("a record".getBytes(UTF_8));
    }

    /** A frame of version 1. */
    private static byte[] frame(int type, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(ReplicaConfig.SEND_FLAG).put((byte) 0).put((byte) 0).putShort((short) type);
        frame.putInt(bytes.length)
                .put((byte) bytes.length)
                .put((byte) (bytes.length >> 8))
                .put((byte) (bytes.length >> 16))
                .put(bytes);
        return frame.array();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }
}
