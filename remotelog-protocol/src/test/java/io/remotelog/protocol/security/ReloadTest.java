package io.remotelog.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What changed files do: to new connections, to those that are, and to sessions that could be resumed. */
class ReloadTest {
    @TempDir
    private Path folder;

    private final TestCa ca = new TestCa("ca");
    private final TestCa otherCa = new TestCa("other");
    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aNewCertificateIsShownToNewConnectionsAndTheOldOnesStay(SslProvider provider) throws Exception {
        serverCertificate(ca.certificate("one"));
        ReloadingSslContext client = client(provider, Optional.empty());
        try (EchoPort port = port(provider, Optional.empty());
                EchoPort.Dialled before = port.connect(client, "localhost")) {
            assertThat(before.peer()).isEqualTo("CN=one");
            serverCertificate(ca.certificate("two"));
            assertThat(peer(port, client)).as("within the second").isEqualTo("CN=one");
            aSecondPasses();
            assertThat(peer(port, client)).isEqualTo("CN=two");
            assertThat(before.echo()).isEqualTo("echo over TLSv1.3");
            assertThat(before.peer()).isEqualTo("CN=one");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void filesThatCannotBeUsedLeaveTheOldOnesInUseAndAreToldOnce(SslProvider provider) throws Exception {
        KeyFiles files = serverCertificate(ca.certificate("one"));
        String certificate = Files.readString(files.certificate());
        X509Bundle next = ca.certificate("two");
        ReloadingSslContext client = client(provider, Optional.empty());
        try (EchoPort port = port(provider, Optional.empty());
                LogLines log = LogLines.of(LatestFiles.class)) {
            TestCa.write(files.certificate(), next.getCertificatePathPEM());
            stays(port, client, "CN=one");
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("TLS key " + files.key() + ": is not the key of " + files.certificate());
            TestCa.write(files.certificate(), certificate.substring(0, certificate.length() / 2));
            stays(port, client, "CN=one");
            assertThat(log.warnings())
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("TLS certificate " + files.certificate() + ": block 1 has no end");
            Files.delete(files.certificate());
            stays(port, client, "CN=one");
            assertThat(log.warnings()).hasSize(3).last().asString().contains(files.certificate() + ": does not exist");
            serverCertificate(next);
            aSecondPasses();
            assertThat(peer(port, client)).isEqualTo("CN=two");
            Files.delete(files.certificate());
            stays(port, client, "CN=two");
            assertThat(log.warnings()).as("after a recovery it is told again").hasSize(4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aReplacedCaLetsNobodyOfTheOldOneIn(SslProvider provider) throws Exception {
        serverCertificate(ca.certificate("master"));
        Path clientCa = ca.write(folder.resolve("clients.pem"));
        ReloadingSslContext old = client(provider, Optional.of(ca.certificate("old")));
        ReloadingSslContext fresh = client(provider, Optional.of(otherCa.certificate("fresh")));
        try (EchoPort port = port(provider, Optional.of(clientCa));
                EchoPort.Dialled before = port.connect(old, "localhost")) {
            assertThat(before.echo()).isEqualTo("echo over TLSv1.3");
            assertThat(port.dial(old, "localhost")).isEqualTo("echo over TLSv1.3");
            assertThat(port.dial(fresh, "localhost")).doesNotContain("echo");
            otherCa.write(clientCa);
            aSecondPasses();
            assertThat(port.dial(old, "localhost")).doesNotContain("echo");
            assertThat(port.dial(fresh, "localhost")).isEqualTo("echo over TLSv1.3");
            assertThat(before.echo()).as("a connection that was").isEqualTo("echo over TLSv1.3");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aSessionOfTheOldCaIsNotResumed(SslProvider provider) throws Exception {
        serverCertificate(ca.certificate("master"));
        Path clientCa = ca.write(folder.resolve("clients.pem"));
        X509Bundle own = ca.certificate("old");
        SSLContext client = SSLContext.getInstance("TLSv1.3");
        client.init(own.toKeyManagerFactory().getKeyManagers(), new TrustManager[] {own.toTrustManager()}, null);
        try (EchoPort port = port(provider, Optional.of(clientCa))) {
            SSLSession first = session(port, client);
            SSLSession second = session(port, client);
            assertThat(second.getCreationTime()).as("resumed, that of").isEqualTo(first.getCreationTime());
            otherCa.write(clientCa);
            aSecondPasses();
            assertThat(session(port, client)).as("let in").isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void theSideThatDialsTakesNewFilesToo(SslProvider provider) throws Exception {
        serverCertificate(otherCa.certificate("master"));
        Path clientCa = otherCa.write(folder.resolve("clients.pem"));
        ReloadingSslContext client = client(provider, Optional.of(ca.certificate("old")));
        try (EchoPort port = port(provider, Optional.of(clientCa))) {
            assertThat(port.dial(client, "localhost")).contains("of a CA that is not trusted here");
            otherCa.write(folder.resolve("ca.pem"));
            aSecondPasses();
            assertThat(port.dial(client, "localhost")).doesNotContain("echo").doesNotContain("not trusted here");
            TestCa.write(folder, "old", otherCa.certificate("new"));
            aSecondPasses();
            assertThat(port.dial(client, "localhost")).isEqualTo("echo over TLSv1.3");
        }
    }

    @Test
    void filesAreLookedAtOnceASecondAtMost() throws IOException {
        KeyFiles files = serverCertificate(ca.certificate("one"));
        ReloadingSslContext context = server(SslProvider.JDK, Optional.empty());
        Object first = context.sessionContext();
        serverCertificate(ca.certificate("two"));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        context.newEngine(null);
        assertThat(context.sessionContext()).isSameAs(first);
        nanos.incrementAndGet();
        context.newEngine(null);
        assertThat(context.sessionContext()).isNotSameAs(first);
        assertThat(files.key()).exists();
    }

    private void stays(EchoPort port, ReloadingSslContext client, String name) throws Exception {
        for (int i = 0; i < 3; i++) {
            aSecondPasses();
            assertThat(peer(port, client)).isEqualTo(name);
        }
    }

    private void aSecondPasses() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    private static String peer(EchoPort port, ReloadingSslContext client) throws Exception {
        try (EchoPort.Dialled dialled = port.connect(client, "localhost")) {
            return dialled.peer();
        }
    }

    /** The session of a connection that sent a word and got it back; null if it was not let in. */
    private static SSLSession session(EchoPort port, SSLContext client) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", port.port())) {
            socket.setSoTimeout((int) EchoPort.BOUND.toMillis());
            socket.startHandshake();
            socket.getOutputStream().write("echo".getBytes(StandardCharsets.UTF_8));
            return socket.getInputStream().readNBytes(4).length == 4 ? socket.getSession() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private KeyFiles serverCertificate(X509Bundle own) {
        return TestCa.write(folder, "server", own);
    }

    private EchoPort port(SslProvider provider, Optional<Path> clientCa) throws IOException {
        return new EchoPort(server(provider, clientCa));
    }

    private ReloadingSslContext server(SslProvider provider, Optional<Path> clientCa) throws IOException {
        KeyFiles own = new KeyFiles(folder.resolve("server.pem"), folder.resolve("server.key"));
        return ReloadingSslContext.load(TlsFileSet.of(new ServerTlsFiles(own, clientCa)), provider, "h2", nanos::get);
    }

    private ReloadingSslContext client(SslProvider provider, Optional<X509Bundle> own) throws IOException {
        Optional<KeyFiles> files = own.map(bundle -> TestCa.write(
                folder,
                bundle.getCertificate().getSubjectX500Principal().getName().substring("CN=".length()),
                bundle));
        Path trusted = ca.write(folder.resolve("ca.pem"));
        return ReloadingSslContext.load(
                TlsFileSet.of(new ClientTlsFiles(Optional.of(trusted), files)), provider, null, nanos::get);
    }
}
