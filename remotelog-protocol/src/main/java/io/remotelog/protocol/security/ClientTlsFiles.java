package io.remotelog.protocol.security;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The TLS of the side that dials. The other side's certificate must be for the name or address that is dialled.
 *
 * @param serverCa PEM: the CAs of which one must have signed the other side's certificate; empty: those of the JDK
 * @param own the certificate that it shows when asked; empty: none
 */
public record ClientTlsFiles(Optional<Path> serverCa, Optional<KeyFiles> own) {
    /** Checks that nothing is null. */
    public ClientTlsFiles {
        Objects.requireNonNull(serverCa, "serverCa");
        Objects.requireNonNull(own, "own");
    }
}
