package io.remotelog.protocol.security;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where one side's certificate is, and its private key.
 *
 * @param certificate PEM: the certificate, then those between it and the CA's, if there are any
 * @param key PEM: the private key, PKCS#8 ({@code BEGIN PRIVATE KEY}) without a passphrase
 */
public record KeyFiles(Path certificate, Path key) {
    /** Checks that both are given. */
    public KeyFiles {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(key, "key");
    }
}
