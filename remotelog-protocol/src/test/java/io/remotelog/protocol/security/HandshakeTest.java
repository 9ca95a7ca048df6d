package io.remotelog.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets in and who does not, over real sockets, between the JDK's TLS and BoringSSL in each pairing. */
class HandshakeTest {
    @TempDir
    private Path folder;

    private final TestCa ca = new TestCa("ca");
    private final TestCa otherCa = new TestCa("other");

    static Stream<Arguments> pairings() {
        List<SslProvider> providers = List.of(SslProvider.JDK, SslProvider.OPENSSL);
        return providers.stream().flatMap(server -> providers.stream().map(client -> Arguments.of(server, client)));
    }

    @Test
    void boringSslLoadsOnTheMachinesThatTestThis() {
        assertThat(OpenSsl.isAvailable())
                .as("%s", OpenSsl.unavailabilityCause())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void aCertificateOfTheCaIsTrustedByNameAndAddress(SslProvider server, SslProvider client) throws Exception {
        try (EchoPort port = port(server, serving(ca.certificate("master"), Optional.empty()))) {
            ClientTlsFiles trusting = new ClientTlsFiles(trusted(ca), Optional.empty());
            for (String host : List.of("127.0.0.1", "localhost")) {
                assertThat(port.dial(context(client, trusting), host)).isEqualTo("echo over TLSv1.3");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void aCertificateOfAnotherCaIsNotTrusted(SslProvider server, SslProvider client) throws Exception {
        try (EchoPort port = port(server, serving(otherCa.certificate("master"), Optional.empty()))) {
            assertThat(port.dial(context(client, new ClientTlsFiles(trusted(ca), Optional.empty())), "127.0.0.1"))
                    .contains("of a CA that is not trusted here");
            // Nor by the JDK's CAs.
            assertThat(port.dial(context(client, new ClientTlsFiles(Optional.empty(), Optional.empty())), "127.0.0.1"))
                    .contains("of a CA that is not trusted here");
            port.awaitRefusals(2);
        }
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void aCertificateForAnotherHostIsNotTrusted(SslProvider server, SslProvider client) throws Exception {
        X509Bundle elsewhere = ca.certificate(
                "127.0.0.1",
                builder -> builder.addSanDnsName("elsewhere.example").addSanIpAddress("127.0.0.2"));
        try (EchoPort port = port(server, serving(elsewhere, Optional.empty()))) {
            ReloadingSslContext trusting = context(client, new ClientTlsFiles(trusted(ca), Optional.empty()));
            assertThat(port.dial(trusting, "127.0.0.1"))
                    .contains("is for another host")
                    .contains("127.0.0.1");
            assertThat(port.dial(trusting, "localhost"))
                    .contains("is for another host")
                    .contains("localhost");
            port.awaitRefusals(2);
        }
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void anExpiredCertificateIsNotTrusted(SslProvider server, SslProvider client) throws Exception {
        try (EchoPort port = port(server, serving(ca.expired("master"), Optional.empty()))) {
            assertThat(port.dial(context(client, new ClientTlsFiles(trusted(ca), Optional.empty())), "127.0.0.1"))
                    .contains("the certificate has expired");
            port.awaitRefusals(1);
        }
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void onlyClientsOfTheCaGetIn(SslProvider server, SslProvider client) throws Exception {
        try (EchoPort port = port(server, serving(ca.certificate("master"), trusted(ca)))) {
            assertThat(port.dial(as(client, ca.certificate("replica")), "127.0.0.1"))
                    .isEqualTo("echo over TLSv1.3");
            assertThat(port.dial(as(client, otherCa.certificate("replica")), "127.0.0.1"))
                    .doesNotContain("echo");
            assertThat(port.dial(as(client, ca.expired("replica")), "127.0.0.1"))
                    .doesNotContain("echo");
            assertThat(port.dial(context(client, new ClientTlsFiles(trusted(ca), Optional.empty())), "127.0.0.1"))
                    .doesNotContain("echo");
            port.awaitRefusals(3);
            assertThat(port.seen()).as("what the protocol behind saw").isEqualTo(1);
        }
    }

    private ReloadingSslContext as(SslProvider client, X509Bundle own) throws IOException {
        return context(client, new ClientTlsFiles(trusted(ca), Optional.of(TestCa.write(folder, "client", own))));
    }

    private Optional<Path> trusted(TestCa authority) {
        return Optional.of(authority.write(folder.resolve("ca.pem")));
    }

    private ServerTlsFiles serving(X509Bundle own, Optional<Path> clientCa) {
        return new ServerTlsFiles(TestCa.write(folder, "server", own), clientCa);
    }

    private static EchoPort port(SslProvider provider, ServerTlsFiles files) throws Exception {
        return new EchoPort(ReloadingSslContext.load(TlsFileSet.of(files), provider, "h2", System::nanoTime));
    }

    private static ReloadingSslContext context(SslProvider provider, ClientTlsFiles files) throws IOException {
        return ReloadingSslContext.load(TlsFileSet.of(files), provider, null, System::nanoTime);
    }
}
