package io.remotelog.sdk.appender;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundedTextTest {
    @Test
    void textWithinItsBoundStaysAsItIs() {
        String text = " Ä🙂 ".repeat(8);
        assertThat(BoundedText.head(text, text.getBytes(UTF_8).length)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Ä", "€", "🙂", "aÄ€🙂"})
    void cutTextSaysHowManyBytesAreLeftOut(String part) {
        String text = part.repeat(100);
        for (int max = 64; max < 100; max++) {
            String head = BoundedText.head(text, max);
            assertThat(head.getBytes(UTF_8).length).isLessThanOrEqualTo(max);
            String kept = head.substring(0, head.indexOf(" [... "));
            assertThat(text).startsWith(kept);
            assertThat(head.substring(kept.length()))
                    .isEqualTo(" [... %d bytes left out]", text.getBytes(UTF_8).length - kept.getBytes(UTF_8).length);
        }
    }

    @Test
    void headAndTailKeepTheEnd() {
        String cut = BoundedText.headAndTail("b" + "x".repeat(1_000) + "e", 100);

        assertThat(cut).startsWith("bxxx").endsWith("xxxe").contains(" [... 950 bytes left out] ");
    }

    @Test
    void halfASurrogatePairIsAQuestionMark() {
        assertThat(BoundedText.head("a\uD83Db\uDE42", 64)).isEqualTo("a?b?");
    }

    @Test
    void nullIsTold() {
        assertThat(BoundedText.head(null, 64)).isEqualTo("null");
    }
}
