package io.remotelog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {
    /** No figure is looked at: a test machine's say nothing. */
    @Test
    void eachBenchmarkRunsAndIsComparedWithItsLimit() throws Exception {
        List<String> ratios = Benchmarks.ratios(new Runner(new OptionsBuilder()
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(10))
                        .param("payloadBytes", "100")
                        .param("dataMegabytes", "1")
                        .param("dayRecords", "10000")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
        assertThat(ratios)
                .allMatch(
                        line -> line.matches(
                                "ratio \\w+Benchmark\\.\\w+ 100 B: \\d+\\.\\d\\d of limit\\w+ \\([\\d,]+ of [\\d,]+ records/s, medians\\)"))
                .extracting(line -> line.split(" ", 3)[1])
                .containsExactlyInAnyOrder(
                        "AppendBenchmark.append",
                        "AppendBenchmark.chronicle",
                        "AppendBenchmark.kafka",
                        "AppendBenchmark.kafkaPrebuilt",
                        "AppendEachBenchmark.append",
                        "Durable1Benchmark.append",
                        "Durable64Benchmark.append",
                        "Durable64Benchmark.appendAsync",
                        "GetBenchmark.get",
                        "ScanBenchmark.chronicle",
                        "ScanBenchmark.kafka",
                        "ScanBenchmark.scan",
                        "VerifiedScanBenchmark.scan");
    }
}
