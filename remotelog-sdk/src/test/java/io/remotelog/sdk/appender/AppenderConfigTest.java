package io.remotelog.sdk.appender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.sdk.Ack;
import io.remotelog.sdk.RemoteLogConfig;
import io.remotelog.sdk.WhenFull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AppenderConfigTest {
    @TempDir
    private Path folder;

    @Test
    void defaultsAreThoseOfTheDocumentation() throws Exception {
        AppenderConfig config = AppenderConfig.of(Map.of("master", "log.example.org:1235"));

        assertThat(config.env()).isEmpty();
        assertThat(config.sys()).isEmpty();
        assertThat(config.includeCallerData()).isFalse();
        assertThat(config.shutdownWait()).isEqualTo(Duration.ofSeconds(5));
        RemoteLogConfig log = config.log();
        assertThat(log.host()).isEqualTo("log.example.org");
        assertThat(log.port()).isEqualTo(1235);
        assertThat(log.whenFull()).isEqualTo(WhenFull.DROP_NEWEST);
        assertThat(log.ack()).isEqualTo(Ack.DURABLE);
        assertThat(log.deadline()).isEqualTo(Duration.ofMinutes(1));
        assertThat(log.maxUnansweredRecords()).isEqualTo(100_000);
        assertThat(log.maxUnansweredBytes()).isEqualTo(16_777_216);
        assertThat(log.maxPayloadBytes()).isEqualTo(8_388_608);
        assertThat(log.linger()).isEqualTo(Duration.ofMillis(1));
        assertThat(log.maxBatchBytes()).isEqualTo(262_144);
        assertThat(log.compression()).isFalse();
        assertThat(log.security().tls()).isEmpty();
        assertThat(log.security().token()).isEmpty();
        assertThat(log.security().insecure()).isFalse();
    }

    @Test
    void ackIsOneOfThree() throws Exception {
        assertThat(ack("written")).isEqualTo(Ack.WRITTEN);
        assertThat(ack("durable")).isEqualTo(Ack.DURABLE);
        assertThat(ack("replicated:2")).isEqualTo(Ack.replicated(2, Duration.ofSeconds(5)));
        assertThatThrownBy(() -> ack("replicated:0"))
                .hasMessage("ack 'replicated:0', want replicated:1 to replicated:100");
        assertThatThrownBy(() -> ack("replicated:"))
                .hasMessage("ack 'replicated:', want replicated:1 to replicated:100");
    }

    @Test
    void bufferGrowsWithTheLongestRecord() throws Exception {
        AppenderConfig config = AppenderConfig.of(Map.of("master", "a:1", "maxPayloadBytes", "16777173"));

        assertThat(config.log().maxUnansweredBytes()).isEqualTo(16_777_216);
    }

    @Test
    void tokenInClearTextIsAskedFor() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        Map<String, String> plain = Map.of("master", "log.example.org:1235", "tokenFile", token.toString());
        assertThatThrownBy(() -> AppenderConfig.of(plain))
                .hasMessage("tokenFile '" + token
                        + "' would go to log.example.org in clear text, want tls, tlsCa, or insecure");

        assertThat(AppenderConfig.of(Map.of(
                                "master", "log.example.org:1235", "tokenFile", token.toString(), "insecure", "true"))
                        .log()
                        .security()
                        .token())
                .isPresent();
    }

    @Test
    void spillThatIsGivenIsUsed() throws Exception {
        RemoteLogConfig log = AppenderConfig.of(Map.of("master", "a:1", "spill", "filelog:/spool"))
                .log();
        assertThat(log.whenFull()).isEqualTo(WhenFull.SPILL);
        assertThat(log.spill()).contains("filelog:/spool");

        assertThatThrownBy(() -> AppenderConfig.of(Map.of("master", "a:1", "spill", "/spool", "whenFull", "drop")))
                .hasMessage("whenFull 'drop', want spill, as spill is given");
        assertThatThrownBy(() -> AppenderConfig.of(Map.of("master", "a:1", "whenFull", "spill")))
                .hasMessageStartingWith("whenFull 'spill', want block or drop, or spill to be given");
    }

    private static Ack ack(String text) throws Exception {
        return AppenderConfig.of(Map.of("master", "a:1", "ack", text)).log().ack();
    }
}
