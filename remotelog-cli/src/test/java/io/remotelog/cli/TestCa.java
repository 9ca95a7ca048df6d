package io.remotelog.cli;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.remotelog.protocol.security.KeyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A certificate authority whose certificates, for this machine, are put into files. */
final class TestCa {
    private final Path folder;
    private final X509Bundle ca;

    private TestCa(Path folder, X509Bundle ca) {
        this.folder = folder;
        this.ca = ca;
    }

    static TestCa create(Path folder, String name) throws Exception {
        X509Bundle ca = new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        TestCa made = new TestCa(folder, ca);
        write(made.certificate(), ca.getCertificatePEM());
        return made;
    }

    /** The CA's own certificate. */
    Path certificate() {
        return folder.resolve(
                ca.getCertificate().getSubjectX500Principal().getName().substring("CN=".length()) + ".pem");
    }

    /** Writes NAME.pem and NAME.key, for localhost, 127.0.0.1 and ::1. */
    KeyFiles issue(String name) throws Exception {
        X509Bundle issued = new CertificateBuilder()
                .subject("CN=" + name)
                .ecp256()
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .addSanIpAddress("::1")
                .buildIssuedBy(ca);
        KeyFiles files = new KeyFiles(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        write(files.certificate(), issued.getCertificatePathPEM());
        write(files.key(), issued.getPrivateKeyPEM());
        return files;
    }

    /** Replaces a file as a whole. */
    static void write(Path file, String content) throws Exception {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, content);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
