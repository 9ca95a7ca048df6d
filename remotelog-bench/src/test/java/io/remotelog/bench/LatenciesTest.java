package io.remotelog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatenciesTest {
    private static final Steps DURABLE = new Steps(new long[] {2, 5}, new long[] {1_000_000, 2_000_000});
    private static final Steps READABLE = new Steps(new long[] {1, 4, 5}, new long[] {2_000_000, 4_000_000, 9_000_000});

    @Test
    void aRecordIsThereWithTheFirstStepThatCoversIt() {
        assertThat(READABLE.nanosOf(0)).isEqualTo(2_000_000);
        assertThat(READABLE.nanosOf(1)).isEqualTo(4_000_000);
        assertThat(READABLE.nanosOf(3)).isEqualTo(4_000_000);
        assertThat(READABLE.nanosOf(5)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theCountAtATimeIsThatOfTheLastStepBefore() {
        assertThat(READABLE.countAt(1_999_999)).isZero();
        assertThat(READABLE.countAt(4_000_000)).isEqualTo(4);
        assertThat(READABLE.countAt(Long.MAX_VALUE)).isEqualTo(5);
    }

    @Test
    void eachRecordCountsAlike() {
        // 1, 3, 2, 2 and 7 ms.
        Latencies latencies = Latencies.between(DURABLE, READABLE, 0, 5);
        assertThat(latencies.millis(0.5)).isEqualTo(2);
        assertThat(latencies.millis(0.8)).isEqualTo(3);
        assertThat(latencies.millis(1)).isEqualTo(7);
    }

    @Test
    void stepsAreReadAsTheyWereWritten(@TempDir Path folder) throws Exception {
        READABLE.write(folder.resolve("steps"));
        Steps read = Steps.read(folder.resolve("steps"));
        assertThat(read.countAt(3_000_000)).isEqualTo(1);
        assertThat(read.nanosOf(4)).isEqualTo(9_000_000);
    }
}
