package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaysTest {

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22", "2024-02-29", "0000-01-01", "9999-12-31"})
    void textReadBackIsTheSame(String text) {
        assertThat(Days.format(Days.parse(text))).isEqualTo(text);
        assertThat(Days.parse(text)).isEqualTo(LocalDate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20261122",
                "2026-1-22",
                "2026-11-2",
                "2026-11-222",
                "2026-13-01",
                "2026-00-01",
                "2026-02-30",
                "2025-02-29",
                "2026-11-31",
                "+026-11-22",
                "-026-11-22",
                "2026/11/22",
                "2026-11 22",
                "../../../x",
                "2026-11-2\u0662",
                "2026-11-2x"
            })
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Days.parse(text))
                .withMessageContaining("want a real date");
    }

    @Test
    void theMessageOfARefusalIsShortAndWithoutControlCharacters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Days.parse("a\n\u001b[31m" + "x".repeat(1000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120).doesNotContain("\n", "\u001b"));
    }

    @Test
    void aYearThatFourDigitsCannotTellIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Days.format(LocalDate.of(10_000, 1, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Days.format(LocalDate.of(-1, 1, 1)));
    }
}
