package io.remotelog.sdk.appender;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.protocol.payload.AppLogData;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AppLogLineTest {
    private static final String HUGE = "x".repeat(1_000_000);

    @Test
    void timeIsInTheZoneOfTheApplication() {
        Instant time = Instant.parse("2026-07-01T22:59:59.123456789Z");

        AppLogData made = new AppLogLine(ZoneId.of("Europe/Berlin"), AppenderConfig.MIN_PAYLOAD_BYTES)
                .time(time)
                .build();

        assertThat(made.getTime()).isEqualTo("2026-07-02 00:59:59");
        assertThat(made.getTimeInt64()).isEqualTo(1_782_946_799_123_456_789L);
    }

    @Test
    void monstrousEventFitsTheLeastPayload() {
        Map<String, String> mdc = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            mdc.put(i + HUGE, HUGE);
        }
        AppLogData made = line().from(HUGE, HUGE)
                .origin(HUGE, HUGE)
                .level(HUGE)
                .message(HUGE)
                .markers(List.of(HUGE, HUGE))
                .contextStack(List.of(HUGE))
                .mdc(mdc)
                .keyValue("key", HUGE)
                .exception(HUGE, HUGE, HUGE)
                .caller(new StackTraceElement(HUGE, HUGE, HUGE, 1))
                .build();

        assertThat(made.getSerializedSize())
                .isBetween(AppenderConfig.MIN_PAYLOAD_BYTES - 100, AppenderConfig.MIN_PAYLOAD_BYTES);
        assertThat(made.getMessage()).startsWith("xxx").endsWith(" bytes left out]");
        assertThat(made.getDataMap().get("exception.stack").getBytes(UTF_8)).hasSizeBetween((64 << 10) - 32, 64 << 10);
        assertThat(made.getDataMap().get("entries.cut")).isEqualTo("94");
    }

    @Test
    void longTraceKeepsTheFirstCause() {
        Exception cause = new IllegalStateException("the first cause");
        for (int i = 0; i < 50; i++) {
            cause = new IllegalStateException(HUGE.substring(0, 10_000), cause);
        }

        String stack = line().exception(cause).build().getDataMap().get("exception.stack");

        assertThat(stack)
                .startsWith("java.lang.IllegalStateException: xxx")
                .contains("Caused by: java.lang.IllegalStateException: the first cause");
    }

    @Test
    void exceptionThatCannotBePrintedIsNamed() {
        AppLogData made = line().exception(new Unprintable()).message("sent").build();

        assertThat(made.getMessage()).isEqualTo("sent");
        assertThat(made.getDataMap())
                .containsEntry("exception.class", Unprintable.class.getName())
                .containsEntry("exception.message", "its text failed with java.lang.UnsupportedOperationException");
    }

    @Test
    void entriesWithoutValueAreTold() {
        Map<String, String> mdc = new TreeMap<>();
        mdc.put("key", null);

        assertThat(line().mdc(mdc).keyValue("other", null).build().getDataMap())
                .isEqualTo(Map.of("mdc.key", "null", "kv.other", "null"));
    }

    private static AppLogLine line() {
        return new AppLogLine(ZoneId.of("UTC"), AppenderConfig.MIN_PAYLOAD_BYTES);
    }

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new UnsupportedOperationException();
        }
    }
}
