package io.remotelog.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
    @Test
    void aContestIsRunInRoundsAndEndsWithItsRatios(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Rounds rounds = new Rounds(1, 3, Duration.ofMillis(10));
        Contest contest = Contest.all().get(2);

        new SideBySide(rounds, new PrintStream(out, true, UTF_8)).run(List.of(contest), folder);

        assertThat(out.toString(UTF_8).lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("median append100each store "),
                        line -> assertThat(line).startsWith("median append100each twowrites "),
                        line -> assertThat(line).matches("rounds append100each/twowrites( \\d+\\.\\d\\d){3}"),
                        line -> assertThat(line).matches("ratio append100each/twowrites \\d+\\.\\d{3}"));
    }

    @Test
    void aRatioIsTheMedianOfTheRoundsRatios() {
        double[] store = {10, 40, 90};
        double[] rival = {10, 20, 30};
        assertThat(Rates.median(SideBySide.quotients(store, rival))).isEqualTo(2);
    }

    @Test
    void theSetHasTheRatiosThatAreAskedFor() {
        Stream<String> ratios = Contest.all().stream()
                .flatMap(contest -> contest.rivals().stream().map(rival -> contest.name() + "/" + rival.name()));
        assertThat(ratios)
                .contains(
                        "append100/blockwrite",
                        "append1k/blockwrite",
                        "append100/chronicle",
                        "append1k/chronicle",
                        "append100/kafka",
                        "scan100/linear",
                        "scan100/chronicle",
                        "scan100verified/crc32c",
                        "scan100/kafka",
                        "durable64/ideal");
    }
}
