package io.remotelog.protocol.security;

import com.google.common.net.InetAddresses;
import java.util.Objects;
import java.util.Optional;

/**
 * How a side that dials protects its connection, and what it shows to the other side.
 *
 * @param tls empty: the connection is plain
 * @param token the secret to be shown; empty: none
 * @param insecure whether the token may go to another machine over a plain connection, and a replica may serve further ones
 *     with nothing to tell friends from strangers
 */
public record ClientSecurity(Optional<ClientTlsFiles> tls, Optional<Token> token, boolean insecure) {
    /** A plain connection, and nothing to show. */
    public static final ClientSecurity NONE = new ClientSecurity(Optional.empty(), Optional.empty(), false);

    /** Checks that nothing is null. */
    public ClientSecurity {
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(token, "token");
    }

    /** With TLS. */
    public ClientSecurity withTls(ClientTlsFiles files) {
        return new ClientSecurity(Optional.of(files), token, insecure);
    }

    /** With a token. */
    public ClientSecurity withToken(Token secret) {
        return new ClientSecurity(tls, Optional.of(secret), insecure);
    }

    /** With leave to show the token over a plain connection, and to serve strangers. */
    public ClientSecurity withInsecure() {
        return new ClientSecurity(tls, token, true);
    }

    /**
     * Checks that nobody between here and the other side could read the token.
     *
     * @throws IllegalArgumentException if it would go to another machine in clear text, and that was not asked for
     */
    public void requireTokenProtected(String host) {
        if (token.isPresent() && tls.isEmpty() && !insecure && !isThisMachine(host)) {
            throw new IllegalArgumentException("a token would go to " + host
                    + " in clear text, want TLS (--tls, --tls-ca), or --insecure to send it all the same");
        }
    }

    /** By the text alone: a name that is looked up may be another machine's tomorrow. */
    private static boolean isThisMachine(String host) {
        return host.equalsIgnoreCase("localhost")
                || (InetAddresses.isInetAddress(host)
                        && InetAddresses.forString(host).isLoopbackAddress());
    }
}
