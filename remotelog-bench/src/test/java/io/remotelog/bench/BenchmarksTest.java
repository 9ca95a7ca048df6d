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
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
        assertThat(ratios)
                .hasSize(4)
                .allMatch(line -> line.matches("ratio (append|scan) (100|1024) B: \\d+\\.\\d\\d of limit\\w+ .*"));
    }
}
