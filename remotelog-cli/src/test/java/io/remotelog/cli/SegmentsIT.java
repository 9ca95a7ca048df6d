package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
    private static final String MASTER = "10.99.0.1";

    private final String masterSide = "rlm" + ProcessHandle.current().pid();
    private final String replicaSide = "rlr" + ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    @BeforeEach
    void connect() throws Exception {
        run("ip", "netns", "add", masterSide);
        run("ip", "netns", "add", replicaSide);
        run(
                "ip",
                "link",
                "add",
                "eth0",
                "netns",
                masterSide,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                replicaSide);
        run("ip", "-n", masterSide, "addr", "add", MASTER + "/24", "dev", "eth0");
        run("ip", "-n", replicaSide, "addr", "add", "10.99.0.2/24", "dev", "eth0");
        for (String side : List.of(masterSide, replicaSide)) {
            run("ip", "-n", side, "link", "set", "eth0", "up");
            in(side, "ethtool", "-K", "eth0", "tso", "off", "gso", "off", "gro", "off", "sg", "off");
        }
        in(
                masterSide,
                "tc",
                "qdisc",
                "add",
                "dev",
                "eth0",
                "root",
                "tbf",
                "rate",
                "20mbit",
                "burst",
                "2kb",
                "latency",
                "50ms");
    }

    @AfterEach
    void disconnect() throws Exception {
        run("ip", "netns", "del", masterSide);
        run("ip", "netns", "del", replicaSide);
    }

    @Test
    void aHeaderIsNeverSplitOverAMillionRecords() throws Exception {
        writeDay();
        List<String> command = inside(
                masterSide,
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
                MASTER,
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
            String said = in(
                    replicaSide, java, "-cp", classes, OneReadClient.class.getName(), MASTER, "2222", DAY.toString());
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

    private static String in(String namespace, String... command) throws Exception {
        return run(inside(namespace, command).toArray(String[]::new));
    }

    private static List<String> inside(String namespace, String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(List.of(command));
        return whole;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s said: %s", String.join(" ", command), said)
                .isZero();
        return said;
    }
}
