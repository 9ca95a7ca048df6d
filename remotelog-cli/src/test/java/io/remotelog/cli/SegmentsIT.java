package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.cli.TwoNamespaces.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A million records over a slow link between two network namespaces: no header may be split between two segments.
 *
 * <p>Needs root, {@code ip}, {@code tc} and {@code ethtool}, and fails without them. The link lets single packets through, and
 * nothing joins segments (offloads are off), so that a reader sees each one: with the look at the send queue taken out of the
 * master, this test failed each time.
 */
@Tag("net")
@Timeout(300)
class SegmentsIT {
    private static final int RECORDS = 1_000_000;
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

    @TempDir
    private Path folder;

    private TwoNamespaces namespaces;

    @BeforeEach
    void connect() throws IOException {
        namespaces = TwoNamespaces.connect();
        namespaces.in(
                Side.MASTER,
                ("tc qdisc add dev " + TwoNamespaces.DEVICE + " root tbf rate 20mbit burst 2kb latency 50ms")
                        .split(" "));
    }

    @AfterEach
    void disconnect() throws IOException {
        namespaces.close();
    }

    @Test
    void aHeaderIsNeverSplitOverAMillionRecords() throws Exception {
        writeDay();
        List<String> command = namespaces.inside(
                Side.MASTER,
                Path.of("target", "remotelog", "bin", "remotelog")
                        .toAbsolutePath()
                        .toString(),
                "master",
                "--store",
                folder.toString(),
                "--zone",
                "UTC",
                "--insecure",
                "--host",
                Side.MASTER.address(),
                "--grpc-port",
                "off");
        Process master = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(master.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).startsWith("master ready");
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
            String said = namespaces.in(
                    Side.REPLICA,
                    java,
                    "-cp",
                    classes,
                    OneReadClient.class.getName(),
                    Side.MASTER.address(),
                    "2222",
                    DAY.toString());
            assertThat(said).contains("records " + RECORDS + " short 0");
        } finally {
            master.destroy();
            assertThat(master.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void writeDay() throws IOException {
        Random random = new Random(8);
        try (LogStore store = LogStores.open("filelog:" + folder + "?fsync=never");
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            byte[] payload = new byte[40];
            for (int i = 0; i < RECORDS; i++) {
                for (int j = 0; j < payload.length; j++) {
                    payload[j] = (byte) ('a' + random.nextInt(16));
                }
                writer.append(i, (short) 1, ByteBuffer.wrap(payload, 0, random.nextInt(payload.length)));
                if (i % 10_000 == 0) {
                    writer.commit();
                }
            }
            writer.finish(DAY);
        }
    }
}
