package io.remotelog.sdk;

import io.remotelog.protocol.security.ClientSecurity;
import java.time.Duration;
import java.util.Objects;

/**
 * How to send: every setting with its range.
 *
 * @param host name or address of the master, an IPv6 address without brackets
 * @param port port of the master's gRPC service, 1 to 65535
 * @param deadline time a record has, from the call of a send method to the answer, waiting for room and for a connection
 *     included; also what {@link RemoteLog#close()} waits at most for the answers still due. 1 ms to 1 day
 * @param maxUnansweredBytes how many bytes of payload may be without an answer at a time; beyond, senders wait. At least
 *     {@code maxPayloadBytes}
 * @param maxUnansweredRecords how many records may be without an answer at a time; beyond, senders wait. At least 1
 * @param maxPayloadBytes longest payload taken, 0 to {@value #PAYLOAD_BYTES_LIMIT}. A master has a limit of its own, and
 *     refuses what is longer
 * @param security how the connection is protected, and what the master is shown. A token goes to another machine over TLS
 *     only, unless it is insecure
 */
public record RemoteLogConfig(
        String host,
        int port,
        Duration deadline,
        long maxUnansweredBytes,
        int maxUnansweredRecords,
        int maxPayloadBytes,
        ClientSecurity security) {

    /** The longest payload that a master can pass on to a replica: more does not fit a frame of the sync protocol. */
    public static final int PAYLOAD_BYTES_LIMIT = 16_777_173;

    private static final Duration MAX_DEADLINE = Duration.ofDays(1);

    /** Checks the ranges. */
    public RemoteLogConfig {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(security, "security");
        require(!host.isBlank(), "host", "'" + host + "'", "the name or address of a master");
        require(port >= 1 && port <= 65_535, "port", port, "1 to 65535");
        require(
                deadline.toMillis() >= 1 && deadline.compareTo(MAX_DEADLINE) <= 0,
                "deadline",
                deadline,
                "1 ms to 1 day");
        require(
                maxPayloadBytes >= 0 && maxPayloadBytes <= PAYLOAD_BYTES_LIMIT,
                "maxPayloadBytes",
                maxPayloadBytes,
                "0 to " + PAYLOAD_BYTES_LIMIT);
        require(
                maxUnansweredBytes >= maxPayloadBytes,
                "maxUnansweredBytes",
                maxUnansweredBytes,
                "maxPayloadBytes, " + maxPayloadBytes + ", or more");
        require(maxUnansweredRecords >= 1, "maxUnansweredRecords", maxUnansweredRecords, "1 or more");
        security.requireTokenProtected(host);
    }

    /** A deadline of 10 s, 16 MiB and 10,000 records unanswered at most, payloads up to 8 MiB. */
    public static RemoteLogConfig defaults(String host, int port) {
        return new RemoteLogConfig(host, port, Duration.ofSeconds(10), 16L << 20, 10_000, 8 << 20, ClientSecurity.NONE);
    }

    /**
     * The defaults, for a master given as text.
     *
     * @param hostPort {@code HOST:PORT}, with an IPv6 address in brackets: {@code [::1]:1235}
     * @throws IllegalArgumentException if the text has another form
     */
    public static RemoteLogConfig defaults(String hostPort) {
        int colon = hostPort.lastIndexOf(':');
        String host = colon < 0 ? "" : hostPort.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        String port = hostPort.substring(colon + 1);
        if (host.isEmpty() || host.contains(":") != bracketed || !port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "master '" + hostPort + "', want HOST:PORT, such as log.example.org:1235 or [::1]:1235");
        }
        return defaults(host, Integer.parseInt(port));
    }

    /** A copy with another deadline. */
    public RemoteLogConfig withDeadline(Duration deadline) {
        return new RemoteLogConfig(
                host, port, deadline, maxUnansweredBytes, maxUnansweredRecords, maxPayloadBytes, security);
    }

    /** A copy with another bound on the bytes without an answer. */
    public RemoteLogConfig withMaxUnansweredBytes(long maxUnansweredBytes) {
        return new RemoteLogConfig(
                host, port, deadline, maxUnansweredBytes, maxUnansweredRecords, maxPayloadBytes, security);
    }

    /** A copy with another bound on the records without an answer. */
    public RemoteLogConfig withMaxUnansweredRecords(int maxUnansweredRecords) {
        return new RemoteLogConfig(
                host, port, deadline, maxUnansweredBytes, maxUnansweredRecords, maxPayloadBytes, security);
    }

    /** A copy with another limit on a payload. */
    public RemoteLogConfig withMaxPayloadBytes(int maxPayloadBytes) {
        return new RemoteLogConfig(
                host, port, deadline, maxUnansweredBytes, maxUnansweredRecords, maxPayloadBytes, security);
    }

    /** A copy with another protection of the connection. */
    public RemoteLogConfig withSecurity(ClientSecurity security) {
        return new RemoteLogConfig(
                host, port, deadline, maxUnansweredBytes, maxUnansweredRecords, maxPayloadBytes, security);
    }

    /** The master as {@code HOST:PORT}. */
    String master() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    private static void require(boolean holds, String name, Object got, String want) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + got + ", want " + want);
        }
    }
}
