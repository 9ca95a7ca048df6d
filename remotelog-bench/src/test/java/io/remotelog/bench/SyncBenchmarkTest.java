package io.remotelog.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncBenchmarkTest {
    private static final SyncSizes SMALL = new SyncSizes(
            3_000,
            300,
            1,
            1_000,
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofMillis(100),
            3,
            List.of(1_000),
            Duration.ofMillis(500));

    /** No figure is looked at: a test machine's say nothing. */
    @Test
    void theSetRunsAndEndsWithItsRates(@TempDir Path folder) throws Exception {
        List<String> lines = run(folder);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("ratio "))
                .allMatch(line -> line.matches("ratio \\w+/(sendfile|write)1\\w+ \\d+\\.\\d{3}"))
                .hasSize(10);
        List<String> rates =
                lines.stream().dropWhile(line -> !line.startsWith("rate ")).toList();
        assertThat(rates)
                .allMatch(line -> line.matches("rate \\w+ -?\\d+(\\.\\d+)? \\S+"))
                .extracting(line -> List.of(line.split(" ")).get(1))
                .containsExactly(
                        "catchup100v2",
                        "catchup100v2interval",
                        "catchup100v1",
                        "sendfile100",
                        "write100",
                        "catchup1kv2",
                        "catchup1kv2interval",
                        "sendfile1k",
                        "write1k",
                        "livep50",
                        "livep99",
                        "livemax",
                        "idlemaster",
                        "idlereplica",
                        "replicas3",
                        "replicas3lag",
                        "replicas3quietlag",
                        "replicas3heap");
    }

    @Test
    void aPartRunsByItself(@TempDir Path folder) throws Exception {
        assertThat(run(folder, "catchup1kv2"))
                .filteredOn(line -> line.startsWith("rate "))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("rate catchup1kv2 "),
                        line -> assertThat(line).startsWith("rate sendfile1k "),
                        line -> assertThat(line).startsWith("rate write1k "));
    }

    @Test
    void anUnknownNameIsAnErrorThatListsTheKnownOnes(@TempDir Path folder) {
        assertThatThrownBy(() -> run(folder, "catchup"))
                .hasMessageContaining("catchup,")
                .hasMessageContaining("catchup100v2")
                .hasMessageContaining("replicas30");
    }

    private static List<String> run(Path folder, String... names) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SyncBenchmark(SMALL, new PrintStream(out, true, UTF_8)).run(List.of(names), folder);
        return out.toString(UTF_8).lines().toList();
    }
}
