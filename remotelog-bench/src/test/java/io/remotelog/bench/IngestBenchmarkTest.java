package io.remotelog.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestBenchmarkTest {
    private static final IngestSizes SMALL =
            new IngestSizes(Duration.ofMillis(100), 1, Duration.ofMillis(100), 1_000, Duration.ofMillis(500));

    /** No figure is looked at: a test machine's say nothing. */
    @Test
    void theSetRunsAndEndsWithItsRates(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        new IngestBenchmark(SMALL, new PrintStream(printed, true, UTF_8)).run(folder);
        List<String> rates = printed.toString(UTF_8)
                .lines()
                .dropWhile(line -> !line.startsWith("rate "))
                .toList();
        assertThat(rates)
                .allMatch(line -> line.matches("rate \\w+ \\d+(\\.\\d+)? \\S+"))
                .extracting(line -> List.of(line.split(" ")).get(1))
                .containsExactly(
                        "unary1",
                        "empty1",
                        "unary1ofempty1",
                        "written",
                        "writtenheap",
                        "unary64",
                        "durable",
                        "pacedp50",
                        "pacedp99",
                        "durableheap");
    }
}
