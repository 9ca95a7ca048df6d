package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a place to dial is written. */
class HostPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "10.0.0.5:65535", "[::1]:2222", "[fe80::1%eth0]:22"})
    void isReadAndWritten(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @Test
    void hasTheHostWithoutBrackets() {
        assertThat(HostPort.parse("[::1]:2222")).isEqualTo(new HostPort("::1", 2222));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":1", "host:", "host:0", "host:65536", "host:-1", "host:x", "::1:2222", "[]:1"})
    void anotherFormIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("want HOST:PORT such as");
    }
}
