package io.remotelog.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.Position;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayRequestTest {
    @Test
    void aRequestIsWrittenAsGoWritesIt() throws Exception {
        Position from = new Position(LocalDate.of(2026, 11, 22), 500);
        assertThat(DayRequest.write(from)).isEqualTo("{\"date\":\"2026-11-22\",\"id\":500}");
        assertThat(DayRequest.parse(DayRequest.write(from))).isEqualTo(from);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "7",
                "{}",
                "{\"date\":\"2026-11-22\"}",
                "{\"id\":0}",
                "{\"date\":\"2026-11-22\",\"id\":-1}",
                "{\"date\":\"2026-11-22\",\"id\":1.5}",
                "{\"date\":\"2026-11-22\",\"id\":9223372036854775808}",
                "{\"date\":\"2026-11-22\",\"id\":1e999999999}",
                "{\"date\":\"2026-11-22\",\"id\":\"x\"}",
                "{\"date\":\"2026-11-22\",\"id\":null}",
                "{\"date\":\"2026-11-22\",\"id\":[0]}",
                "{\"date\":\"../../x\",\"id\":0}",
                "{\"date\":\"2026-13-01\",\"id\":0}",
                "{\"date\":\"2026-02-29\",\"id\":0}",
                "{\"date\":\"+999999999-01-01\",\"id\":0}",
                "{\"date\":\"2026-1-1\",\"id\":0}",
                "{\"date\":\"20261122\",\"id\":0}",
                "{\"date\":\"2026-11-22\\u0000\",\"id\":0}",
                "{\"date\":20261122,\"id\":0}"
            })
    void aMalformedRequestIsRefused(String text) {
        assertThatThrownBy(() -> DayRequest.parse(text))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageContaining("want {\"date\"");
    }

    @Test
    void deepNestingDoesNotOverflowTheStack() {
        assertThatThrownBy(() -> DayRequest.parse("[".repeat(60_000))).isInstanceOf(SyncProtocolException.class);
        assertThatThrownBy(() -> DayRequest.parse("{\"date\":".repeat(8_000)))
                .isInstanceOf(SyncProtocolException.class);
    }
}
