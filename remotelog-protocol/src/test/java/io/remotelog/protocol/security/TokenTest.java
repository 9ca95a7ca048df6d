package io.remotelog.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
    private static final String SECRET = "0123456789abcdef";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void theNewlineIsNoPartOfIt(String newline) throws IOException {
        Token token = token(SECRET + newline);
        assertThat(token.matches(SECRET)).isTrue();
        assertThat(token.matches(SECRET + newline + "x")).isFalse();
        assertThat(token.matches(SECRET.substring(1))).isFalse();
        assertThat(token).isEqualTo(token(SECRET)).isNotEqualTo(token(SECRET + "0"));
    }

    @Test
    void itIsInNoText() throws IOException {
        assertThat(token(SECRET).toString()).doesNotContain(SECRET);
        assertThat(ServerSecurity.NONE.withToken(token(SECRET)).toString()).doesNotContain(SECRET);
        assertThatThrownBy(() -> token(SECRET + " secret")).message().doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789abcde", "0123456789abcdef\n\n", "0123456789\nabcdef", "0123456789abcdé"})
    void somethingElseIsRefused(String content) {
        assertThatThrownBy(() -> token(content))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("token file " + folder.resolve("token"))
                .hasMessageContaining("want one line of 16 to 1024 printable ASCII characters");
    }

    @Test
    void theLongestIsOfAKilobyte() throws IOException {
        assertThat(token("x".repeat(1_024)).bytes()).hasSize(1_024);
        assertThatThrownBy(() -> token("x".repeat(1_025))).hasMessageContaining("has 1025 bytes");
    }

    @Test
    void aFileForEveryoneIsWarnedOf() throws IOException {
        try (LogLines log = LogLines.of(Token.class)) {
            token(SECRET);
            assertThat(log.warnings()).isEmpty();
            Files.setPosixFilePermissions(folder.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
            Token.read(folder.resolve("token"));
            assertThat(log.warnings()).singleElement().asString().contains("can be read by everyone");
        }
    }

    @Test
    void itIsShownAsABearerToken() throws IOException {
        Token token = token(SECRET);
        assertThat(BearerToken.of(token)).isEqualTo("Bearer " + SECRET);
        assertThat(BearerToken.shows(headers("Bearer " + SECRET), token)).isTrue();
        assertThat(BearerToken.shows(headers("bearer " + SECRET), token)).isTrue();
        assertThat(BearerToken.shows(headers("Bearer " + SECRET + "0"), token)).isFalse();
        assertThat(BearerToken.shows(headers(SECRET), token)).isFalse();
        assertThat(BearerToken.shows(new Metadata(), token)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.5", "log.example.org", "localhost.example.org", "::2"})
    void itLeavesTheMachineByTlsOnly(String host) throws IOException {
        ClientSecurity plain = ClientSecurity.NONE.withToken(token(SECRET));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.requireTokenProtected(host))
                .withMessageContaining(host)
                .withMessageContaining("in clear text, want TLS");
        plain.withInsecure().requireTokenProtected(host);
        plain.withTls(new ClientTlsFiles(Optional.empty(), Optional.empty())).requireTokenProtected(host);
        ClientSecurity.NONE.requireTokenProtected(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.5.0.1", "::1", "localhost"})
    void withinTheMachineItNeedsNoTls(String host) throws IOException {
        ClientSecurity.NONE.withToken(token(SECRET)).requireTokenProtected(host);
    }

    private static Metadata headers(String value) {
        Metadata headers = new Metadata();
        headers.put(BearerToken.KEY, value);
        return headers;
    }

    private Token token(String content) throws IOException {
        Path file = folder.resolve("token");
        TestCa.write(file, content);
        return Token.read(file);
    }
}
