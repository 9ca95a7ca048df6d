package io.remotelog.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who speaks something else, or nothing: the connection ends, with a line, and nobody else is disturbed. */
class PortGuardTest {
    @TempDir
    private Path folder;

    private final TestCa ca = new TestCa("ca");
    private ServerTlsFiles files;
    private ReloadingSslContext friend;

    @BeforeEach
    void writeFiles() throws IOException {
        files = new ServerTlsFiles(TestCa.write(folder, "server", ca.certificate("master")), Optional.empty());
        friend = ReloadingSslContext.ofReplica(
                new ClientTlsFiles(Optional.of(ca.write(folder.resolve("ca.pem"))), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void plainBytesOnATlsPortEndThatConnectionOnly(SslProvider provider) throws Exception {
        try (EchoPort port = new EchoPort(server(provider));
                EchoPort.Dialled other = port.connect(friend, "localhost")) {
            assertThat(other.echo()).isEqualTo("echo over TLSv1.3");
            for (int i = 0; i < 5; i++) {
                assertThat(sendPlain(port, "hello")).isLessThan(0);
            }
            port.awaitRefusals(5);
            assertThat(port.log().warnings())
                    .as("one line an address")
                    .singleElement()
                    .asString()
                    .contains("port for tests: connection of /127.0.0.1:")
                    .contains("it sent plain bytes, and this port speaks TLS");
            assertThat(other.echo()).isEqualTo("echo over TLSv1.3");
            assertThat(port.seen()).isEqualTo(1);
        }
    }

    @Test
    void tlsOnAPlainPortEndsThatConnectionOnly() throws Exception {
        try (EchoPort port = new EchoPort(Optional.empty());
                Socket other = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
            assertThat(port.dial(friend, "localhost")).contains("the other side closed the connection");
            port.awaitRefusals(1);
            assertThat(port.log().warnings())
                    .singleElement()
                    .asString()
                    .contains("it speaks TLS, and this port does not");
            other.getOutputStream().write('x');
            assertThat(other.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void plainBytesThatBeginLikeTlsPassAPlainPort() throws Exception {
        try (EchoPort port = new EchoPort(Optional.empty())) {
            assertThat(sendPlain(port, "\u0016\u0003\u0001\u0002\u0003\u0000 of a frame"))
                    .isEqualTo(0x16);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void tls12IsRefused(SslProvider provider) throws Exception {
        SSLContext old = SSLContext.getInstance("TLSv1.2");
        old.init(null, new TrustManager[] {ca.certificate("x").toTrustManager()}, null);
        try (EchoPort port = new EchoPort(server(provider));
                SSLSocket socket = (SSLSocket) old.getSocketFactory().createSocket("localhost", port.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
            port.awaitRefusals(1);
            assertThat(port.log().warnings()).singleElement().asString().contains("does not speak TLS 1.3");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aHandshakeThatDoesNotEndIsEnded(SslProvider provider) throws Exception {
        PortGuard impatient = new PortGuard("tests", Optional.of(server(provider)), Duration.ofMillis(100));
        try (EchoPort port = new EchoPort(impatient);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), port.port());
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
            slow.getOutputStream().write(new byte[] {0x16, 3, 1, 1});
            assertThat(end(silent)).isLessThan(0);
            assertThat(end(slow)).isLessThan(0);
            port.awaitRefusals(1);
            assertThat(port.log().warnings()).singleElement().asString().contains("the handshake took too long");
            assertThat(port.seen()).isZero();
        }
        assertThat(PortGuard.HANDSHAKE_TIMEOUT).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anAddressIsToldOfOnceAMinuteAndSixtyInAll() throws IOException {
        AtomicLong nanos = new AtomicLong();
        FewLines lines = new FewLines(nanos::get);
        assertThat(lines.mayTell(address("10.0.0.1"))).isTrue();
        assertThat(lines.mayTell(address("10.0.0.1"))).isFalse();
        assertThat(lines.mayTell(address("2001:db8::1"))).isTrue();
        assertThat(lines.mayTell(address("2001:db8::2"))).as("the same network").isFalse();
        for (int i = 2; i < FewLines.MAX_LINES; i++) {
            assertThat(lines.mayTell(address("10.0.1." + i))).isTrue();
        }
        assertThat(lines.mayTell(address("10.0.0.3"))).isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(lines.mayTell(address("10.0.0.1"))).isTrue();
    }

    private static InetSocketAddress address(String ip) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(ip), 1);
    }

    private ReloadingSslContext server(SslProvider provider) throws IOException {
        return ReloadingSslContext.load(TlsFileSet.of(files), provider, "h2", System::nanoTime);
    }

    /** The first byte that came back, or less than 0 at the end. */
    private static int sendPlain(EchoPort port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return end(socket);
        }
    }

    private static int end(Socket socket) throws IOException {
        socket.setSoTimeout((int) EchoPort.BOUND.toMillis());
        try {
            return socket.getInputStream().read();
        } catch (java.net.SocketException e) {
            return -2;
        }
    }
}
