package io.remotelog.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of files that cannot be used at the start: which, what is wrong, what is wanted. */
class TlsFileSetTest {
    @TempDir
    private Path folder;

    private final TestCa ca = new TestCa("ca");

    @Test
    void aMissingFileIsNamed() {
        KeyFiles own = TestCa.write(folder, "own", ca.certificate("own"));
        refused(
                new KeyFiles(folder.resolve("absent"), own.key()),
                "TLS certificate " + folder + "/absent: does not exist");
        refused(new KeyFiles(own.certificate(), folder), "TLS key " + folder + ": is not a file, want a regular file");
    }

    @Test
    void swappedFilesAreTold() {
        KeyFiles own = TestCa.write(folder, "own", ca.certificate("own"));
        refused(
                new KeyFiles(own.key(), own.certificate()),
                "own.key: has no whole certificate (PRIVATE KEY), want PEM, BEGIN CERTIFICATE");
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() {
        KeyFiles own = TestCa.write(folder, "own", ca.certificate("own"));
        KeyFiles other = TestCa.write(folder, "other", ca.certificate("other"));
        refused(new KeyFiles(own.certificate(), other.key()), "other.key: is not the key of " + own.certificate());
        KeyFiles rsa = TestCa.write(folder, "rsa", ca.certificate("rsa", builder -> builder.rsa2048()));
        refused(new KeyFiles(own.certificate(), rsa.key()), "rsa.key: is no readable key of the kind EC");
    }

    @Test
    void aKeyOfAnotherFormIsToldWithTheWayToConvertIt() {
        KeyFiles own = TestCa.write(folder, "own", ca.certificate("own"));
        TestCa.write(own.key(), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        refused(own, "has 0 such keys (EC PRIVATE KEY), want one block BEGIN PRIVATE KEY");
        refused(own, "openssl pkcs8 -topk8 -nocrypt");
        TestCa.write(own.key(), "-----BEGIN PRIVATE KEY-----\nA*\n-----END PRIVATE KEY-----\n");
        refused(own, "own.key: block PRIVATE KEY is not base64");
        TestCa.write(own.key(), "x".repeat(SmallFile.MAX_BYTES + 1));
        refused(own, "own.key: has more than 1048576 bytes");
    }

    @Test
    void aKindWithWhichNoHandshakeWouldSucceedIsRefused() {
        KeyFiles own = TestCa.write(
                folder,
                "own",
                ca.certificate("own", builder -> builder.algorithm(CertificateBuilder.Algorithm.ed25519)));
        refused(own, "own.pem: has a key of the kind EdDSA, want EC (P-256) or RSA");
    }

    @Test
    void aFileWhoseLastBlockIsCutIsRefusedThoughOthersAreWhole() throws IOException {
        KeyFiles own = TestCa.write(folder, "own", ca.certificate("own"));
        String begin = "-----BEGIN ";
        String first = Files.readString(own.certificate());
        int second = first.length();
        String whole =
                first + Files.readString(ca.write(folder.resolve("ca.pem"))).strip();
        assertThat(first.indexOf(begin)).isEqualTo(first.lastIndexOf(begin));
        for (int length = second + begin.length(); length < whole.length(); length++) {
            TestCa.write(own.certificate(), whole.substring(0, length));
            refused(own, "own.pem: block 2 has no end, want whole PEM blocks");
        }
    }

    @Test
    void aKeyWithAPassphraseInItsOldFormIsToldWithTheWayToConvertIt() {
        KeyFiles own = TestCa.write(folder, "own", ca.certificate("own"));
        TestCa.write(own.key(), """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

                AAAA
                -----END RSA PRIVATE KEY-----
                """);
        refused(own, "has 0 such keys (RSA PRIVATE KEY), want one block BEGIN PRIVATE KEY");
    }

    @Test
    void anEmptyCaIsTold() throws IOException {
        KeyFiles own = TestCa.write(folder, "own", ca.certificate("own"));
        Path empty = Files.createFile(folder.resolve("ca.pem"));
        assertThatThrownBy(() -> ReloadingSslContext.ofServer(new ServerTlsFiles(own, Optional.of(empty))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("TLS CA " + empty + ": has no whole certificate (no PEM block at all)");
    }

    @Test
    void rsaAndChainsAndTextBetweenBlocksAreTaken() throws IOException {
        X509Bundle rsa = ca.certificate("rsa", builder -> builder.rsa2048());
        KeyFiles own = TestCa.write(folder, "own", rsa);
        TestCa.write(own.certificate(), "Certificate:\n    Not - before\n" + rsa.getCertificatePathPEM());
        assertThat(ReloadingSslContext.ofServer(new ServerTlsFiles(own, Optional.empty()))
                        .isServer())
                .isTrue();
    }

    @Test
    void aKeyForEveryoneAndAnEndedCertificateAreWarnedOf() throws IOException {
        KeyFiles own = TestCa.write(folder, "own", ca.expired("own"));
        Files.setPosixFilePermissions(own.key(), PosixFilePermissions.fromString("rw-r--r--"));
        try (LogLines log = LogLines.of(LatestFiles.class)) {
            assertThat(ReloadingSslContext.ofServer(new ServerTlsFiles(own, Optional.empty())))
                    .isNotNull();
            assertThat(log.warnings())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .contains("own.key can be read by everyone")
                                    .contains("chmod 600"),
                            line -> assertThat(line)
                                    .contains("own.pem is valid from")
                                    .contains("only"));
        }
    }

    private static void refused(KeyFiles files, String message) {
        assertThatThrownBy(() -> ReloadingSslContext.ofServer(new ServerTlsFiles(files, Optional.empty())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }
}
