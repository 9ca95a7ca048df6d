package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {

    @Test
    void schemePlaceAndOptionsAreApart() {
        StoreLocation location = StoreLocation.parse("filelog:/var/lib/remotelog?fsync=commit&other=a%26b+c");
        assertThat(location.scheme()).isEqualTo("filelog");
        assertThat(location.place()).isEqualTo("/var/lib/remotelog");
        assertThat(location.options()).containsExactly(Map.entry("fsync", "commit"), Map.entry("other", "a&b c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/var/lib/remotelog", "relative/path", "./a:b", "C:\\logs", "/odd?name=x", ".", "/with space"})
    void aPlainPathMeansTheFileStoreAsItStands(String path) {
        assertThat(StoreLocation.parse(path)).isEqualTo(new StoreLocation("filelog", path, Map.of()));
    }

    @Test
    void theSchemeIsLowerCase() {
        assertThat(StoreLocation.parse("MEMORY:X").scheme()).isEqualTo("memory");
        assertThat(StoreLocation.parse("MEMORY:X").place()).isEqualTo("X");
    }

    @Test
    void thePlaceIsTakenAsItStands() {
        assertThat(StoreLocation.parse("filelog:/a%20b c+d#e").place()).isEqualTo("/a%20b c+d#e");
        assertThat(StoreLocation.parse("kafka://host:9092/topic").place()).isEqualTo("//host:9092/topic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "filelog:", "filelog:?fsync=never"})
    void anEmptyPlaceIsRefused(String location) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreLocation.parse(location))
                .withMessageContaining("names no place");
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory:x?fsync", "memory:x?=y", "memory:x?a=b&", "memory:x?a=b&a=c"})
    void anOptionThatIsNoNameAndValueOrComesTwiceIsRefused(String location) {
        assertThatIllegalArgumentException().isThrownBy(() -> StoreLocation.parse(location));
    }

    @Test
    void anUnknownOptionListsTheKnownOnes() {
        StoreLocation location = StoreLocation.parse("filelog:/x?fsync=never&fsinc=commit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> location.requireOptionsAmong(Set.of("fsync", "crc")))
                .withMessageContaining("unknown option 'fsinc', known: crc, fsync");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> location.requireOptionsAmong(Set.of()))
                .withMessageContaining("known: none");
        assertThatCode(() -> location.requireOptionsAmong(Set.of("fsync", "fsinc")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/lib/log",
                "/with space",
                "./a:b",
                "/odd?name=x",
                "filelog:/x?fsync=never",
                "kafka://h:1/t?a=b"
            })
    void textIsReadAsTheSameLocationAgain(String location) {
        StoreLocation parsed = StoreLocation.parse(location);
        assertThat(StoreLocation.parse(parsed.toString())).isEqualTo(parsed);
        if (!location.contains("?name")) {
            StoreLocation more =
                    parsed.withOption("odd=na&me", "1 + 1 = 100 % & more?").withOption("d", "interval=10ms");
            assertThat(StoreLocation.parse(more.toString())).isEqualTo(more);
            assertThat(more.toString()).endsWith("&d=interval=10ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/odd?name=x", "/odd?fsync=never", "./a:b c"})
    void anOptionIsAddedToAPlainPathAsItStands(String path) {
        assertThat(StoreLocation.parse(path).withOption("fsync", "interval=10ms"))
                .isEqualTo(new StoreLocation("filelog", path, Map.of("fsync", "interval=10ms")));
    }

    @Test
    void anOptionThatIsThereMayBeAddedOnlyWithItsValue() {
        StoreLocation location = StoreLocation.parse("filelog:/x?fsync=never");
        assertThat(location.withOption("fsync", "never")).isEqualTo(location);
        assertThat(location.withOption("a", "b")).hasToString("filelog:/x?fsync=never&a=b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> location.withOption("fsync", "commit"))
                .withMessageContaining("option 'fsync' is given as 'never' and as 'commit'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filelog:/x?fsync=never&a=b", "memory:x"})
    void textIsAsItWasGiven(String location) {
        assertThat(StoreLocation.parse(location)).hasToString(location);
    }
}
