package io.remotelog.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.StoreFullException;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real master, a real socket, and the JDK's client. */
@Timeout(60)
class HttpPortTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final HttpClient client = HttpClient.newHttpClient();
    private final FullStore store = new FullStore();
    private Master master;
    private HttpPort port;

    @BeforeEach
    void start() throws IOException {
        master = Master.start(
                store,
                MasterConfig.defaults()
                        .withGrpcAddress(Optional.empty())
                        .withSyncAddress(Optional.of(ANY))
                        .withZone(Optional.of(ZoneOffset.UTC)));
        port = HttpPort.start(ANY, new ObservedMaster(master, store, Optional.empty()));
    }

    @AfterEach
    void close() throws IOException {
        port.close();
        master.close();
        store.close();
    }

    @Test
    void metricsTellWhatBecameOfRecords() throws Exception {
        for (int i = 0; i < 3; i++) {
            master.commitData(7, ByteBuffer.wrap(new byte[10]));
        }
        assertThatThrownBy(() -> master.commitData(70_000, ByteBuffer.allocate(0)))
                .isInstanceOf(IllegalArgumentException.class);
        store.setFull(true);
        assertThatThrownBy(() -> master.commitData(7, ByteBuffer.allocate(1))).isInstanceOf(StoreFullException.class);
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(answer.body().lines())
                .contains(
                        "remotelog_records_appended_total 4.0",
                        "remotelog_records_committed_total 3.0",
                        "remotelog_records_durable_total 3.0",
                        "remotelog_payload_bytes_total 30.0",
                        "remotelog_records_refused_total{reason=\"invalid\"} 1.0",
                        "remotelog_records_refused_total{reason=\"disk_full\"} 1.0",
                        "remotelog_records_refused_total{reason=\"queue_full\"} 0.0",
                        "remotelog_commit_seconds_count 3",
                        "remotelog_commit_seconds_bucket{le=\"+Inf\"} 3",
                        "remotelog_queue_bytes 0.0",
                        "remotelog_refusing 1.0",
                        "remotelog_replicas_linked 0.0",
                        "remotelog_gaps 0.0")
                .noneMatch(line -> line.startsWith("remotelog_disk_free_bytes"));
    }

    @Test
    void aMasterIsReadyUnlessTheStoreRefusesRecords() throws Exception {
        assertThat(get("/health/ready").body()).isEqualTo("ok\n");
        store.setFull(true);
        assertThatThrownBy(() -> master.commitData(7, ByteBuffer.allocate(1))).isInstanceOf(StoreFullException.class);
        HttpResponse<String> answer = get("/health/ready");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("records are refused: planted: no room\n");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        store.setFull(false);
        master.commitData(7, ByteBuffer.allocate(1));
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aMasterThatHasEndedIsNotLive() throws Exception {
        master.close();
        HttpResponse<String> answer = get("/health/live");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("has ended");
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void openMetricsAreThereForWhoAsksForThem() throws Exception {
        HttpResponse<String> answer = send(request("/metrics").header("accept", "application/openmetrics-text"));
        assertThat(answer.headers().firstValue("content-type").orElseThrow())
                .startsWith("application/openmetrics-text");
        assertThat(answer.body()).endsWith("# EOF\n");
    }

    @Test
    void whatElseIsAskedForIsRefusedWithAHint() throws Exception {
        HttpResponse<String> unknown = get("/");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("/metrics");
        assertThat(send(request("/metrics").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(405);
        assertThat(send(request("/metrics").POST(BodyPublishers.ofByteArray(new byte[5_000])))
                        .statusCode())
                .isEqualTo(413);
        HttpResponse<String> head = send(request("/metrics").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(get("/health/live?verbose=1").statusCode()).isEqualTo(200);
    }

    @Test
    void garbageEndsItsConnectionOnly() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("\u0001\u0002 garbage\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 400");
        }
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void requestsThatComeAtOnceAreAnsweredInOrder() throws Exception {
        try (Socket socket = connect()) {
            ask(socket, "/health/live", 100);
            InputStream in = socket.getInputStream();
            StringBuilder answers = new StringBuilder();
            while (answers.toString().split("ok\n", -1).length <= 100) {
                answers.append((char) in.read());
            }
            assertThat(answers).startsWith("HTTP/1.1 200 OK");
        }
    }

    /** Its answers must not pile up in memory. */
    @Test
    void whoAsksAgainAndAgainAndReadsNothingIsCutOff() throws Exception {
        LargeAnswers large = new LargeAnswers();
        try (HttpPort portOfLarge = HttpPort.start(ANY, large);
                Socket socket = new Socket()) {
            // The system takes some answers, too, on both sides of the connection: few on this one.
            socket.setReceiveBufferSize(1 << 16);
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), portOfLarge.address().getPort()));
            assertThatThrownBy(() -> {
                        while (large.made() <= LargeAnswers.MANY) {
                            ask(socket, "/metrics", 1);
                        }
                    })
                    .as("it is cut off before its answers are many")
                    .isInstanceOf(IOException.class);
            assertThat(large.made()).isBetween(1, LargeAnswers.MANY);
            assertThat(get(portOfLarge, "/health/live").statusCode()).isEqualTo(200);
        }
    }

    private static void ask(Socket socket, String path, int times) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nhost: x\r\n\r\n";
        socket.getOutputStream().write(request.repeat(times).getBytes(UTF_8));
    }

    @Test
    void connectionsAreLimited() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < HttpRequests.MAX_CONNECTIONS; i++) {
                idle.add(connect());
                // It is counted: it answers.
                ask(idle.get(i), "/health/live", 1);
                assertThat(idle.get(i).getInputStream().read()).isEqualTo('H');
            }
            try (Socket tooMany = connect()) {
                assertThat(tooMany.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        await().ignoreExceptions().until(() -> get("/health/live").statusCode() == 200);
    }

    @Test
    void anAddressInUseIsNamed() {
        InetSocketAddress taken = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), port.address().getPort());
        assertThatThrownBy(() -> HttpPort.start(taken, new ObservedMaster(master, store, Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":" + taken.getPort() + ": ")
                .hasMessageContaining("--http-port");
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), port.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(port, path);
    }

    private HttpResponse<String> get(HttpPort of, String path) throws IOException, InterruptedException {
        return send(request(of, path));
    }

    private HttpRequest.Builder request(String path) {
        return request(port, path);
    }

    private static HttpRequest.Builder request(HttpPort of, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + of.address().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
