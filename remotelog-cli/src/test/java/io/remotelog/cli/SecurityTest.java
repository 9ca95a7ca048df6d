package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.net.InetAddresses;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.ReadRange;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.protocol.security.ClientTlsFiles;
import io.remotelog.protocol.security.KeyFiles;
import io.remotelog.protocol.security.ServerSecurity;
import io.remotelog.protocol.security.ServerTlsFiles;
import io.remotelog.protocol.security.Token;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import io.remotelog.sdk.ReadException;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.RemoteReader;
import io.remotelog.sdk.SendException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Application, master and replica over TLS and with tokens, on real sockets. The build runs it with BoringSSL and without. */
@Tag("tls")
class SecurityTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** So long does who may not get in try: enough to be told why not. */
    private static final Duration TRY = Duration.ofMillis(1_500);

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private final Map<Master, LogStore> stores = new HashMap<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private TestCa ca;
    private TestCa otherCa;
    private ServerTlsFiles plainServer;
    private ServerTlsFiles mutualServer;

    @BeforeEach
    void issue() throws Exception {
        ca = TestCa.create(folder, "ca");
        otherCa = TestCa.create(folder, "other");
        KeyFiles own = ca.issue("master");
        plainServer = new ServerTlsFiles(own, Optional.empty());
        mutualServer = new ServerTlsFiles(own, Optional.of(ca.certificate()));
    }

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void recordsGoThroughOverMutualTls() throws Exception {
        Master master = master(ServerSecurity.NONE.withTls(mutualServer));
        ClientSecurity client = shown(ca.certificate(), Optional.of(ca.issue("client")));
        LogStore copy = replica(master, client, new AtomicInteger());
        for (String host : List.of("127.0.0.1", "localhost")) {
            LocalDate day = send(master, host, client);
            awaitRecords(copy, day, count(master, day));
        }
    }

    @Test
    void ipv6AddressesAreVerifiedToo() throws Exception {
        Master master = master(ServerSecurity.NONE.withTls(plainServer), InetAddresses.forString("::1"));
        ClientSecurity client = shown(ca.certificate(), Optional.empty());
        AtomicInteger connected = new AtomicInteger();
        replica("::1", master, client, connected);
        send(master, "::1", client);
        await().atMost(BOUND).until(() -> connected.get() == 1);
    }

    @Test
    void aMasterOfAnotherCaGetsNoRecord() throws Exception {
        Master master = master(ServerSecurity.NONE.withTls(plainServer));
        assertThatThrownBy(() -> trySend(master, "127.0.0.1", shown(otherCa.certificate(), Optional.empty())))
                .isInstanceOfSatisfying(
                        SendException.class, e -> assertThat(e.outcome()).isEqualTo(SendException.Outcome.NOT_SENT))
                .hasMessageContaining("of a CA that is not trusted here");
        send(master, "127.0.0.1", shown(ca.certificate(), Optional.empty()));
    }

    @Test
    void withoutACertificateOfTheCaNobodyGetsIn() throws Exception {
        Master master = master(ServerSecurity.NONE.withTls(mutualServer));
        ClientSecurity stranger = shown(ca.certificate(), Optional.empty());
        ClientSecurity otherStranger = shown(ca.certificate(), Optional.of(otherCa.issue("stranger")));
        AtomicInteger connected = new AtomicInteger();
        replica(master, stranger, connected);
        assertThatThrownBy(() -> trySend(master, "127.0.0.1", stranger)).isInstanceOf(SendException.class);
        assertThatThrownBy(() -> trySend(master, "127.0.0.1", otherStranger)).isInstanceOf(SendException.class);
        send(master, "127.0.0.1", shown(ca.certificate(), Optional.of(ca.issue("friend"))));
        assertThat(connected).hasValue(0);
    }

    @Test
    void plainAndTlsDoNotMeet() throws Exception {
        Master tls = master(ServerSecurity.NONE.withTls(plainServer));
        assertThatThrownBy(() -> trySend(tls, "127.0.0.1", ClientSecurity.NONE)).isInstanceOf(SendException.class);
        AtomicInteger connected = new AtomicInteger();
        replica(tls, ClientSecurity.NONE, connected);
        Master plain = master(ServerSecurity.NONE);
        ClientSecurity client = shown(ca.certificate(), Optional.empty());
        assertThatThrownBy(() -> trySend(plain, "127.0.0.1", client)).isInstanceOf(SendException.class);
        send(plain, "127.0.0.1", ClientSecurity.NONE);
        send(tls, "127.0.0.1", client);
        assertThat(connected).hasValue(0);
    }

    @Test
    void aNewCertificateDropsNoLink() throws Exception {
        Master master = master(ServerSecurity.NONE.withTls(plainServer));
        Path trusted = folder.resolve("trusted.pem");
        TestCa.write(trusted, Files.readString(ca.certificate()));
        ClientSecurity client = shown(trusted, Optional.empty());
        LogStore copy = replica(master, client, new AtomicInteger());
        RemoteLog log = open(RemoteLog.connect(config(master, "127.0.0.1", client)));
        log.send(1, bytes("before"));
        LocalDate day = store(master).days().get(0);
        awaitRecords(copy, day, 1);
        otherCa.issue("master");
        // Whoever comes now needs the other CA; whoever was here stays.
        ClientSecurity fresh = shown(otherCa.certificate(), Optional.empty());
        await().atMost(BOUND).until(() -> isTaken(master, fresh));
        assertThatThrownBy(() -> trySend(master, "127.0.0.1", client)).hasMessageContaining("not trusted here");
        log.send(1, bytes("after"));
        awaitRecords(copy, day, 3);
    }

    @Test
    void callsShowTheToken() throws Exception {
        TestCa.write(folder.resolve("token"), SECRET + "\n");
        TestCa.write(folder.resolve("wrong"), SECRET.replace('0', '1'));
        Token token = Token.read(folder.resolve("token"));
        Master master = master(ServerSecurity.NONE.withTls(plainServer).withToken(token));
        ClientSecurity client = shown(ca.certificate(), Optional.empty());
        send(master, "127.0.0.1", client.withToken(token));
        for (ClientSecurity stranger : List.of(client, client.withToken(Token.read(folder.resolve("wrong"))))) {
            assertThatThrownBy(() -> trySend(master, "127.0.0.1", stranger))
                    .isInstanceOfSatisfying(
                            SendException.class, e -> assertThat(e.outcome()).isEqualTo(SendException.Outcome.REFUSED))
                    .hasMessageContaining("UNAUTHENTICATED")
                    .hasMessageContaining("--token-file")
                    .hasMessageNotContaining(SECRET);
        }
    }

    @Test
    void readsShowTheToken() throws Exception {
        TestCa.write(folder.resolve("token"), SECRET);
        TestCa.write(folder.resolve("wrong"), SECRET.replace('0', '1'));
        Token token = Token.read(folder.resolve("token"));
        Master master = master(ServerSecurity.NONE.withTls(mutualServer).withToken(token));
        ClientSecurity client = shown(ca.certificate(), Optional.of(ca.issue("client")));
        send(master, "127.0.0.1", client.withToken(token));
        assertThat(read(master, client.withToken(token))).isEqualTo("a record");
        for (ClientSecurity stranger : List.of(client, client.withToken(Token.read(folder.resolve("wrong"))))) {
            assertThatThrownBy(() -> read(master, stranger))
                    .isInstanceOf(ReadException.class)
                    .hasMessageContaining("UNAUTHENTICATED")
                    .hasMessageContaining("--token-file")
                    .hasMessageNotContaining(SECRET);
        }
        ClientSecurity withoutCertificate = shown(ca.certificate(), Optional.empty());
        assertThatThrownBy(() -> read(master, withoutCertificate.withToken(token)))
                .isInstanceOf(ReadException.class);
        assertThatThrownBy(() -> read(master, ClientSecurity.NONE.withToken(token)))
                .isInstanceOf(ReadException.class);
    }

    @Test
    void healthNeedsNoToken() throws Exception {
        TestCa.write(folder.resolve("token"), SECRET);
        Master master = master(ServerSecurity.NONE.withToken(Token.read(folder.resolve("token"))));
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort(master))
                .usePlaintext()
                .build();
        try {
            assertThat(HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aTokenBesideCertificatesIsWantedToo() throws Exception {
        TestCa.write(folder.resolve("token"), SECRET);
        Token token = Token.read(folder.resolve("token"));
        Master master = master(ServerSecurity.NONE.withTls(mutualServer).withToken(token));
        ClientSecurity certificate = shown(ca.certificate(), Optional.of(ca.issue("client")));
        assertThatThrownBy(() -> trySend(master, "127.0.0.1", certificate)).hasMessageContaining("UNAUTHENTICATED");
        assertThatThrownBy(() -> trySend(
                        master,
                        "127.0.0.1",
                        shown(ca.certificate(), Optional.empty()).withToken(token)))
                .isInstanceOf(SendException.class);
        send(master, "127.0.0.1", certificate.withToken(token));
    }

    @Test
    void aMasterForStrangersDoesNotStart() throws Exception {
        MasterConfig open = MasterConfig.defaults()
                .withSyncAddress(Optional.of(new InetSocketAddress("0.0.0.0", 0)))
                .withGrpcAddress(Optional.empty());
        LogStore store = open(LogStores.open(folder.resolve("open").toString()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Master.start(store, open))
                .withMessageContaining("0.0.0.0")
                .withMessageContaining("--tls-ca")
                .withMessageContaining("--token-file")
                .withMessageContaining("--send-flag")
                .withMessageContaining("--insecure");
        assertThat(folder.resolve("open")).doesNotExist();
        TestCa.write(folder.resolve("token"), SECRET);
        for (MasterConfig remedied : List.of(
                open.withSendFlag(5),
                open.withSecurity(ServerSecurity.NONE.withInsecure()),
                open.withSecurity(ServerSecurity.NONE.withToken(Token.read(folder.resolve("token")))),
                open.withSecurity(ServerSecurity.NONE.withTls(mutualServer)))) {
            Master.start(store, remedied).close();
        }
        assertThatIllegalArgumentException()
                .as("TLS without certificates of clients tells nobody apart")
                .isThrownBy(() -> Master.start(store, open.withSecurity(ServerSecurity.NONE.withTls(plainServer))));
    }

    private Master master(ServerSecurity security) throws IOException {
        return master(security, InetAddress.getLoopbackAddress());
    }

    private Master master(ServerSecurity security, InetAddress address) throws IOException {
        LogStore store = open(LogStores.open("filelog:" + folder.resolve("log" + opened.size()) + "?fsync=never"));
        Optional<InetSocketAddress> free = Optional.of(new InetSocketAddress(address, 0));
        Master master = open(Master.start(
                store,
                MasterConfig.defaults()
                        .withGrpcAddress(free)
                        .withSyncAddress(free)
                        .withSecurity(security)));
        stores.put(master, store);
        return master;
    }

    private LogStore store(Master master) {
        return stores.get(master);
    }

    private LogStore replica(Master master, ClientSecurity security, AtomicInteger connected) throws IOException {
        return replica("127.0.0.1", master, security, connected);
    }

    private LogStore replica(String host, Master master, ClientSecurity security, AtomicInteger connected)
            throws IOException {
        LogStore store = open(LogStores.open("filelog:" + folder.resolve("log" + opened.size()) + "?fsync=never"));
        int port = master.syncAddress().orElseThrow().getPort();
        open(Replica.start(store, ReplicaConfig.of(host, port).withSecurity(security), connected::incrementAndGet));
        return store;
    }

    private static LocalDate send(Master master, String host, ClientSecurity security) throws SendException {
        return send(config(master, host, security));
    }

    private static void trySend(Master master, String host, ClientSecurity security) throws SendException {
        send(config(master, host, security).withDeadline(TRY));
    }

    /** Sends a record over a new connection, and gives its day. */
    private static LocalDate send(RemoteLogConfig config) throws SendException {
        try (RemoteLog log = RemoteLog.connect(config)) {
            return log.send(1, bytes("a record")).position().orElseThrow().day();
        }
    }

    /** Reads the first record over a new connection. */
    private static String read(Master master, ClientSecurity security) throws Exception {
        try (RemoteReader reader = RemoteReader.open(config(master, "127.0.0.1", security), ReadRange.ALL)) {
            assertThat(reader.poll(BOUND)).isEqualTo(RemoteReader.Step.RECORD);
            return UTF_8.decode(reader.payload()).toString();
        }
    }

    private static boolean isTaken(Master master, ClientSecurity security) {
        try {
            trySend(master, "127.0.0.1", security);
            return true;
        } catch (SendException e) {
            return false;
        }
    }

    private static RemoteLogConfig config(Master master, String host, ClientSecurity security) {
        return RemoteLogConfig.defaults(host, grpcPort(master))
                .withDeadline(BOUND)
                .withSecurity(security);
    }

    private static int grpcPort(Master master) {
        return master.grpcAddress().orElseThrow().getPort();
    }

    private static ClientSecurity shown(Path trusted, Optional<KeyFiles> own) {
        return ClientSecurity.NONE.withTls(new ClientTlsFiles(Optional.of(trusted), own));
    }

    private long count(Master master, LocalDate day) throws IOException {
        return store(master).find(day).orElseThrow().count();
    }

    private static void awaitRecords(LogStore store, LocalDate day, long count) {
        await().atMost(BOUND).until(() -> {
            Optional<DayLog> log = store.find(day);
            return log.isPresent() && log.get().count() == count;
        });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }
}
