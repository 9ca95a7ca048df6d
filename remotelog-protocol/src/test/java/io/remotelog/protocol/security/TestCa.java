package io.remotelog.protocol.security;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A certificate authority whose certificates are put into files. */
final class TestCa {
    private final X509Bundle ca;

    TestCa(String name) {
        this.ca = unchecked(() -> new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned());
    }

    /** A certificate for {@code localhost}, 127.0.0.1 and ::1. */
    X509Bundle certificate(String name) {
        return certificate(
                name,
                builder -> builder.addSanDnsName("localhost")
                        .addSanIpAddress("127.0.0.1")
                        .addSanIpAddress("::1"));
    }

    X509Bundle expired(String name) {
        return certificate(
                name,
                builder -> builder.addSanIpAddress("127.0.0.1")
                        .notBefore(Instant.now().minusSeconds(7_200))
                        .notAfter(Instant.now().minusSeconds(3_600)));
    }

    X509Bundle certificate(String name, UnaryOperator<CertificateBuilder> change) {
        return unchecked(() -> change.apply(
                        new CertificateBuilder().subject("CN=" + name).ecp256())
                .buildIssuedBy(ca));
    }

    /** Writes the CA's own certificate. */
    Path write(Path file) {
        write(file, ca.getCertificatePEM());
        return file;
    }

    /** Writes NAME.pem and NAME.key. */
    static KeyFiles write(Path folder, String name, X509Bundle bundle) {
        KeyFiles files = new KeyFiles(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        write(files.certificate(), bundle.getCertificatePathPEM());
        write(files.key(), bundle.getPrivateKeyPEM());
        return files;
    }

    /** Replaces a file as a whole. */
    static void write(Path file, String content) {
        unchecked(() -> {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, content);
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
            return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
    }

    private interface Fallible<T> {
        T get() throws Exception;
    }

    private static <T> T unchecked(Fallible<T> fallible) {
        try {
            return fallible.get();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
