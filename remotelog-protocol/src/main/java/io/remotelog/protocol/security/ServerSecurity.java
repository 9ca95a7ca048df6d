package io.remotelog.protocol.security;

import java.net.InetSocketAddress;
import java.util.List;
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

    /**
     * Checks that strangers are kept out: either by what they would have to show, or because they cannot get here.
     *
     * @param listening where the side listens
     * @param ownSendFlag whether the send flag of the sync protocol is another than the default
     * @param harm what strangers could do, such as {@code read the log}
     * @throws IllegalArgumentException if it listens to other machines, with neither certificates of clients, nor a token, nor
     *     a send flag of its own, and this was not asked for
     */
    public void requireStrangersKeptOut(List<InetSocketAddress> listening, boolean ownSendFlag, String harm) {
        Optional<InetSocketAddress> open =
                listening.stream().filter(ServerSecurity::isOpen).findFirst();
        if (open.isPresent() && !ownSendFlag && !tellsStrangers() && !insecure) {
            throw new IllegalArgumentException("anybody who reaches "
                    + open.get().getHostString() + " could " + harm
                    + ", want one of: --tls-ca FILE with --tls-cert and --tls-key (certificates of clients),"
                    + " --token-file FILE, --send-flag N (another than the default), --insecure (they may)");
        }
    }

    /** Whether other machines may reach an address. */
    public static boolean isOpen(InetSocketAddress address) {
        return address.isUnresolved() || !address.getAddress().isLoopbackAddress();
    }

    /** Whether friends are told from strangers: by certificates, or by the token. */
    private boolean tellsStrangers() {
        return token.isPresent() || tls.flatMap(ServerTlsFiles::clientCa).isPresent();
    }
}
