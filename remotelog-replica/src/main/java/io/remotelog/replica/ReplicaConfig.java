package io.remotelog.replica;

import io.remotelog.api.Retention;
import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.protocol.security.ServerSecurity;
import io.remotelog.protocol.security.ServerTlsFiles;
import io.remotelog.protocol.sync.Frame;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that can be set on a replica.
 *
 * @param masterHost where the master is
 * @param masterPort the master's port for replicas
 * @param sendFlag the number in each frame of the sync protocol; both sides need the same
 * @param historyDays how many days before today an empty replica begins, 0 or more
 * @param retention which days are kept
 * @param zone the zone whose dates the days are; empty: the one of the log, and for a new log the one of this machine
 * @param mirroring what can be set of the link
 * @param connectTimeout how long a connection may take to come about
 * @param minBackoff how long to wait before the second try to connect; doubles with each further one
 * @param maxBackoff how long to wait at most. Each wait is cut by a random part, so that replicas do not come all at once
 * @param security how the link is protected, and what the master is shown; the same protects the port of further
 *     replicas. A token goes to another machine over TLS only, unless it is insecure
 */
public record ReplicaConfig(
        String masterHost,
        int masterPort,
        int sendFlag,
        int historyDays,
        Retention retention,
        Optional<ZoneId> zone,
        Mirroring mirroring,
        Duration connectTimeout,
        Duration minBackoff,
        Duration maxBackoff,
        ClientSecurity security) {

    /** The default of go-socket2. */
    public static final int SEND_FLAG = Frame.DEFAULT_SEND_FLAG;

    /** Further back than any log reaches. */
    private static final int MAX_HISTORY_DAYS = 100_000;

    /** Checks the ranges. */
    public ReplicaConfig {
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(mirroring, "mirroring");
        Objects.requireNonNull(security, "security");
        if (masterHost.isBlank()) {
            throw new IllegalArgumentException("master host '" + masterHost + "', want a name or an address");
        }
        if (masterPort < 1 || masterPort > 65_535) {
            throw new IllegalArgumentException("master port " + masterPort + ", want 1 to 65535");
        }
        security.requireTokenProtected(masterHost);
        if (historyDays < 0 || historyDays > MAX_HISTORY_DAYS) {
            throw new IllegalArgumentException("history days " + historyDays + ", want 0 to " + MAX_HISTORY_DAYS);
        }
        if (minBackoff.toMillis() < 1 || maxBackoff.compareTo(minBackoff) < 0) {
            throw new IllegalArgumentException(
                    "back-off from " + minBackoff + " to " + maxBackoff + ", want 1 ms or more, and rising");
        }
    }

    /** The defaults, with this master. */
    public static ReplicaConfig of(String masterHost, int masterPort) {
        return new ReplicaConfig(
                masterHost,
                masterPort,
                SEND_FLAG,
                0,
                Retention.ALL,
                Optional.empty(),
                Mirroring.defaults(),
                // After 3 s TCP tries again only 4 s later: a new connection tries at once.
                Duration.ofSeconds(4),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                ClientSecurity.NONE);
    }

    /**
     * Checks that strangers are kept out of the port for further replicas, and that it is TLS if the link to the master is.
     *
     * @throws IllegalArgumentException if other machines may reach it without, and this was not asked for
     */
    public void requireProtected() {
        List<InetSocketAddress> listening = mirroring.syncAddress().stream().toList();
        ofFurther().requireStrangersKeptOut(listening, sendFlag != SEND_FLAG, "read the log");
        if (listening.stream().anyMatch(ServerSecurity::isOpen)
                && security.tls().isPresent()
                && ofFurther().tls().isEmpty()
                && !security.insecure()) {
            throw new IllegalArgumentException(
                    "the master is dialled by TLS, but further replicas would copy in clear text"
                            + " from " + listening.get(0).getHostString()
                            + ", want a certificate for that port: --tls-cert FILE"
                            + " and --tls-key FILE, or --insecure (in clear text)");
        }
    }

    /**
     * Who may copy from this replica: who shows the same token. By TLS with the same certificate as towards the master;
     * further replicas show theirs if this one knows a CA to ask for.
     */
    ServerSecurity ofFurther() {
        return new ServerSecurity(
                security.tls().flatMap(tls -> tls.own().map(own -> new ServerTlsFiles(own, tls.serverCa()))),
                security.token(),
                security.insecure());
    }

    /** With another send flag. */
    public ReplicaConfig withSendFlag(int flag) {
        return with(flag, historyDays, retention, zone, mirroring, security);
    }

    /** With another beginning of an empty replica. */
    public ReplicaConfig withHistoryDays(int days) {
        return with(sendFlag, days, retention, zone, mirroring, security);
    }

    /** With another retention. */
    public ReplicaConfig withRetention(Retention kept) {
        return with(sendFlag, historyDays, kept, zone, mirroring, security);
    }

    /** With a zone. */
    public ReplicaConfig withZone(Optional<ZoneId> id) {
        return with(sendFlag, historyDays, retention, id, mirroring, security);
    }

    /** With another link. */
    public ReplicaConfig withMirroring(Mirroring link) {
        return with(sendFlag, historyDays, retention, zone, link, security);
    }

    /** With another protection of the link. */
    public ReplicaConfig withSecurity(ClientSecurity protection) {
        return with(sendFlag, historyDays, retention, zone, mirroring, protection);
    }

    private ReplicaConfig with(
            int flag, int history, Retention kept, Optional<ZoneId> id, Mirroring link, ClientSecurity protection) {
        return new ReplicaConfig(
                masterHost,
                masterPort,
                flag,
                history,
                kept,
                id,
                link,
                connectTimeout,
                minBackoff,
                maxBackoff,
                protection);
    }
}
