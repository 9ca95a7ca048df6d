package io.remotelog.protocol.security;

import java.util.Objects;
import java.util.Optional;

/**
 * Who may connect to a side that listens, and by what.
 *
 * @param tls empty: connections are plain
 * @param token what each connection has to show, beside a client's certificate if {@link ServerTlsFiles#clientCa()} asks
 *     for one; empty: nothing
 * @param insecure whether it may listen on other than the loopback address with nothing to tell friends from strangers
 */
public record ServerSecurity(Optional<ServerTlsFiles> tls, Optional<Token> token, boolean insecure) {
    /** Plain connections of anybody, from this machine. */
    public static final ServerSecurity NONE = new ServerSecurity(Optional.empty(), Optional.empty(), false);

    /** Checks that nothing is null. */
    public ServerSecurity {
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(token, "token");
    }

    /** With TLS. */
    public ServerSecurity withTls(ServerTlsFiles files) {
        return new ServerSecurity(Optional.of(files), token, insecure);
    }

    /** With a token. */
    public ServerSecurity withToken(Token secret) {
        return new ServerSecurity(tls, Optional.of(secret), insecure);
    }

    /** With leave to listen to strangers. */
    public ServerSecurity withInsecure() {
        return new ServerSecurity(tls, token, true);
    }

    /** Whether friends are told from strangers: by certificates, or by the token. */
    public boolean tellsStrangers() {
        return token.isPresent() || tls.flatMap(ServerTlsFiles::clientCa).isPresent();
    }
}
