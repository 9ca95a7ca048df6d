package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.protocol.payload.AppLogData;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** What a line is wrapped into. */
class AppLineTest {
    private static final AppLine LINES = new AppLine(
            Clock.fixed(Instant.parse("2026-11-22T23:30:05.000000007Z"), ZoneId.of("Europe/Berlin")), "web1");

    @Test
    void hasTimeHostAndMessage() {
        assertThat(LINES.wrap("grüße".getBytes(UTF_8)))
                .isEqualTo(AppLogData.newBuilder()
                        .setTime("2026-11-23 00:30:05")
                        .setTimeInt64(1_795_390_205_000_000_007L)
                        .setSys("web1")
                        .setMessage("grüße")
                        .build());
    }

    @Test
    void showsBytesThatAreNoTextAsReplacements() {
        assertThat(LINES.wrap(new byte[] {'a', (byte) 0xFF, 'b'}).getMessage()).isEqualTo("a\uFFFDb");
    }
}
