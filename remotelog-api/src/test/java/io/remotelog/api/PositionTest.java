package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22/0", "0000-01-01/7", "9999-12-31/32767999999", "2024-02-29/999999999999999999"})
    void textReadBackIsTheSame(String text) {
        assertThat(Position.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "2026-11-22",
                "2026-11-22/",
                "2026-11-22/-1",
                "2026-11-22/+1",
                "2026-11-22/1.0",
                "2026-11-22/x",
                "2026-11-22/1000000000000000000",
                "2026-11-22/ 1",
                "2026-11-22/\u0661",
                "2026-02-30/1",
                "x/1",
                "2026-11-22/1/2"
            })
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Position.parse(text));
    }

    @Test
    void positionsSortByDayThenId() {
        assertThat(new Position(DAY, 5)).isLessThan(new Position(DAY, 6)).isLessThan(new Position(DAY.plusDays(1), 0));
        assertThat(new Position(DAY, 5)).isEqualByComparingTo(new Position(DAY, 5));
    }

    @Test
    void anIdBelowZeroAndAMissingDayAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Position(DAY, -1))
                .withMessageContaining("-1");
        assertThatNullPointerException().isThrownBy(() -> new Position(null, 0));
    }
}
