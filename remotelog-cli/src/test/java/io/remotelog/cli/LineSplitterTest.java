package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where lines begin and end. */
class LineSplitterTest {
    @Test
    void anEmptyStreamHasNoLine() throws IOException {
        assertThat(lines("")).isEmpty();
    }

    @Test
    void aNewlineAtTheEndBeginsNoLine() throws IOException {
        assertThat(lines("a\nb\n")).containsExactly("a", "b");
    }

    @Test
    void theLastLineNeedsNoNewline() throws IOException {
        assertThat(lines("a\nb")).containsExactly("a", "b");
    }

    @Test
    void anEmptyLineIsALine() throws IOException {
        assertThat(lines("\n\na\n\n")).containsExactly("", "", "a", "");
    }

    @Test
    void onlyANewlineSplits() throws IOException {
        assertThat(lines("a\r\nb\rc\u000b\u0085\f\0d\n")).containsExactly("a\r", "b\rc\u000b\u0085\f\0d");
    }

    @Test
    void linesAreWholeHoweverTheStreamIsCut() throws IOException {
        Random random = new Random(1);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add("x".repeat(random.nextInt(5) == 0 ? random.nextInt(200_000) : random.nextInt(50)));
        }
        byte[] bytes = (String.join("\n", expected) + "\n").getBytes(ISO_8859_1);
        assertThat(lines(new Dripping(bytes, random), 200_000)).isEqualTo(expected);
    }

    @Test
    void aLineOfTheLargestSizeIsTaken() throws IOException {
        assertThat(lines(new ByteArrayInputStream("12345\n1234".getBytes(ISO_8859_1)), 5))
                .containsExactly("12345", "1234");
    }

    @Test
    void aLongerLineIsRefusedWithoutReadingItAll() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        try (LineSplitter splitter = new LineSplitter(endless, 100_000)) {
            assertThatThrownBy(splitter::next)
                    .isInstanceOf(LineSplitter.LineTooLongException.class)
                    .hasMessageContaining("at most 100000 bytes");
        }
    }

    private static List<String> lines(String text) throws IOException {
        return lines(new ByteArrayInputStream(text.getBytes(ISO_8859_1)), 1000);
    }

    private static List<String> lines(InputStream in, int maxLineBytes) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineSplitter splitter = new LineSplitter(in, maxLineBytes)) {
            for (Optional<byte[]> line = splitter.next(); line.isPresent(); line = splitter.next()) {
                lines.add(new String(line.get(), ISO_8859_1));
            }
        }
        return lines;
    }

    /** Gives a few bytes at a time, like a pipe. */
    private static final class Dripping extends ByteArrayInputStream {
        private final Random random;

        Dripping(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int from, int length) {
            return super.read(target, from, Math.min(length, 1 + random.nextInt(5000)));
        }
    }
}
