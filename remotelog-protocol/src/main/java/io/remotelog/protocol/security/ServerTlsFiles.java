package io.remotelog.protocol.security;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The TLS of the side that listens.
 *
 * @param own the certificate that it shows
 * @param clientCa PEM: the CAs whose certificates the side that dials must show one of; empty: it need not show any
 */
public record ServerTlsFiles(KeyFiles own, Optional<Path> clientCa) {
    /** Checks that nothing is null. */
    public ServerTlsFiles {
        Objects.requireNonNull(own, "own");
        Objects.requireNonNull(clientCa, "clientCa");
    }
}
