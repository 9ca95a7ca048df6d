package io.remotelog.sdk;

import io.remotelog.protocol.security.ClientSecurity;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** How to send: every setting with its range. A value: each {@code with} gives a copy in which one setting differs. */
public final class RemoteLogConfig {
    /** The longest payload that a master can pass on to a replica: more does not fit a frame of the sync protocol. */
    public static final int PAYLOAD_BYTES_LIMIT = 16_777_173;

    /** The longest batch of more than one record that a master takes. */
    public static final int BATCH_BYTES_LIMIT = 4 << 20;

    private static final Duration MAX_DEADLINE = Duration.ofDays(1);
    private static final Duration MAX_LINGER = Duration.ofSeconds(1);

    /** Never changed once this is made. */
    private final Settings settings;

    private RemoteLogConfig(Settings settings) {
        this.settings = settings;
        check();
    }

    /** The values; one that is being made can be changed. */
    private static final class Settings {
        String host;
        int port;
        Duration deadline = Duration.ofSeconds(10);
        long maxUnansweredBytes = 16L << 20;
        int maxUnansweredRecords = 100_000;
        int maxPayloadBytes = 8 << 20;
        ClientSecurity security = ClientSecurity.NONE;
        Duration linger = Duration.ofMillis(1);
        int maxBatchBytes = 256 << 10;
        boolean compression;
        Ack ack = Ack.DURABLE;
        WhenFull whenFull = WhenFull.BLOCK;
        Optional<String> spill = Optional.empty();

        Settings(String host, int port) {
            this.host = host;
            this.port = port;
        }

        Settings(Settings other) {
            host = other.host;
            port = other.port;
            deadline = other.deadline;
            maxUnansweredBytes = other.maxUnansweredBytes;
            maxUnansweredRecords = other.maxUnansweredRecords;
            maxPayloadBytes = other.maxPayloadBytes;
            security = other.security;
            linger = other.linger;
            maxBatchBytes = other.maxBatchBytes;
            compression = other.compression;
            ack = other.ack;
            whenFull = other.whenFull;
            spill = other.spill;
        }

        List<Object> values() {
            return List.of(
                    host,
                    port,
                    deadline,
                    maxUnansweredBytes,
                    maxUnansweredRecords,
                    maxPayloadBytes,
                    security,
                    linger,
                    maxBatchBytes,
                    compression,
                    ack,
                    whenFull,
                    spill);
        }
    }

    /**
     * A deadline of 10 s, 16 MiB and 100,000 records unanswered at most, payloads up to 8 MiB, batches up to 256 KiB that
     * linger for 1 ms, not compressed; answers once a record is durable; senders wait where there is no room.
     */
    public static RemoteLogConfig defaults(String host, int port) {
        return new RemoteLogConfig(new Settings(host, port));
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

    /** Name or address of the master, an IPv6 address without brackets. */
    public String host() {
        return settings.host;
    }

    /** Port of the master's gRPC service, 1 to 65535. */
    public int port() {
        return settings.port;
    }

    /**
     * Time a record has, from the call of a send method to the answer, waiting for room and for a connection included; also
     * what {@link RemoteLog#close()} waits at most for the answers still due. 1 ms to 1 day.
     */
    public Duration deadline() {
        return settings.deadline;
    }

    /** How many bytes of payload may be without an answer at a time; beyond, senders wait. At least {@link #maxPayloadBytes}. */
    public long maxUnansweredBytes() {
        return settings.maxUnansweredBytes;
    }

    /** How many records may be without an answer at a time; beyond, senders wait. At least 1. */
    public int maxUnansweredRecords() {
        return settings.maxUnansweredRecords;
    }

    /**
     * Longest payload taken, 0 to {@value #PAYLOAD_BYTES_LIMIT}. A master has a limit of its own, and refuses what is longer.
     */
    public int maxPayloadBytes() {
        return settings.maxPayloadBytes;
    }

    /**
     * How the connection is protected, and what the master is shown. A token goes to another machine over TLS only, unless it
     * is insecure.
     */
    public ClientSecurity security() {
        return settings.security;
    }

    /**
     * How long a record waits at most for others to share its batch, while batches without an answer are under way; if there are none
     * it leaves at once. Zero to 1 s.
     */
    public Duration linger() {
        return settings.linger;
    }

    /** How many bytes of payload a batch has at most, or a single record of any length. 1 to {@value #BATCH_BYTES_LIMIT}. */
    public int maxBatchBytes() {
        return settings.maxBatchBytes;
    }

    /** Whether batches are compressed (gzip): less on the network, for more time of a processor on both sides. */
    public boolean compression() {
        return settings.compression;
    }

    /** When the master is to answer. */
    public Ack ack() {
        return settings.ack;
    }

    /** What becomes of a record for which there is no room. */
    public WhenFull whenFull() {
        return settings.whenFull;
    }

    /** Where records are kept that the master does not take yet; empty unless {@link #whenFull} is {@link WhenFull#SPILL}. */
    public Optional<String> spill() {
        return settings.spill;
    }

    /** A copy with another deadline. */
    public RemoteLogConfig withDeadline(Duration deadline) {
        Objects.requireNonNull(deadline, "deadline");
        return with(copy -> copy.deadline = deadline);
    }

    /** A copy with another bound on the bytes without an answer. */
    public RemoteLogConfig withMaxUnansweredBytes(long maxUnansweredBytes) {
        return with(copy -> copy.maxUnansweredBytes = maxUnansweredBytes);
    }

    /** A copy with another bound on the records without an answer. */
    public RemoteLogConfig withMaxUnansweredRecords(int maxUnansweredRecords) {
        return with(copy -> copy.maxUnansweredRecords = maxUnansweredRecords);
    }

    /** A copy with another limit on a payload. */
    public RemoteLogConfig withMaxPayloadBytes(int maxPayloadBytes) {
        return with(copy -> copy.maxPayloadBytes = maxPayloadBytes);
    }

    /** A copy with another protection of the connection. */
    public RemoteLogConfig withSecurity(ClientSecurity security) {
        Objects.requireNonNull(security, "security");
        return with(copy -> copy.security = security);
    }

    /** A copy with another time that records wait for others. */
    public RemoteLogConfig withLinger(Duration linger) {
        Objects.requireNonNull(linger, "linger");
        return with(copy -> copy.linger = linger);
    }

    /** A copy with another bound on the payloads of a batch. */
    public RemoteLogConfig withMaxBatchBytes(int maxBatchBytes) {
        return with(copy -> copy.maxBatchBytes = maxBatchBytes);
    }

    /** A copy that compresses, or does not. */
    public RemoteLogConfig withCompression(boolean compression) {
        return with(copy -> copy.compression = compression);
    }

    /** A copy with another moment of the answer. */
    public RemoteLogConfig withAck(Ack ack) {
        Objects.requireNonNull(ack, "ack");
        return with(copy -> copy.ack = ack);
    }

    /**
     * A copy with another policy where there is no room.
     *
     * @param whenFull not {@link WhenFull#SPILL}, unless it is that already: see {@link #withSpill}
     */
    public RemoteLogConfig withWhenFull(WhenFull whenFull) {
        Objects.requireNonNull(whenFull, "whenFull");
        return with(copy -> {
            copy.whenFull = whenFull;
            copy.spill = whenFull == WhenFull.SPILL ? copy.spill : Optional.empty();
        });
    }

    /**
     * A copy that keeps records on disk while the master does not take them, {@link WhenFull#SPILL}. Its deadline does not hold for
     * records, then, only for who waits for them.
     *
     * @param location a store, such as {@code filelog:/var/spool/app?fsync=interval=1s}; its module has to be on the class path. One
     *     process uses it at a time
     */
    public RemoteLogConfig withSpill(String location) {
        Objects.requireNonNull(location, "location");
        return with(copy -> {
            copy.whenFull = WhenFull.SPILL;
            copy.spill = Optional.of(location);
        });
    }

    /** The master as {@code HOST:PORT}. */
    String master() {
        return (host().indexOf(':') < 0 ? host() : "[" + host() + "]") + ":" + port();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteLogConfig config && settings.values().equals(config.settings.values());
    }

    @Override
    public int hashCode() {
        return settings.values().hashCode();
    }

    @Override
    public String toString() {
        return "RemoteLogConfig" + settings.values();
    }

    private RemoteLogConfig with(Consumer<Settings> change) {
        Settings copy = new Settings(settings);
        change.accept(copy);
        return new RemoteLogConfig(copy);
    }

    private void check() {
        Settings s = settings;
        Objects.requireNonNull(s.host, "host");
        require(!s.host.isBlank(), "host", "'" + s.host + "'", "the name or address of a master");
        require(s.port >= 1 && s.port <= 65_535, "port", s.port, "1 to 65535");
        require(
                s.deadline.toMillis() >= 1 && s.deadline.compareTo(MAX_DEADLINE) <= 0,
                "deadline",
                s.deadline,
                "1 ms to 1 day");
        require(
                s.maxPayloadBytes >= 0 && s.maxPayloadBytes <= PAYLOAD_BYTES_LIMIT,
                "maxPayloadBytes",
                s.maxPayloadBytes,
                "0 to " + PAYLOAD_BYTES_LIMIT);
        require(
                s.maxUnansweredBytes >= s.maxPayloadBytes,
                "maxUnansweredBytes",
                s.maxUnansweredBytes,
                "maxPayloadBytes, " + s.maxPayloadBytes + ", or more");
        require(s.maxUnansweredRecords >= 1, "maxUnansweredRecords", s.maxUnansweredRecords, "1 or more");
        require(!s.linger.isNegative() && s.linger.compareTo(MAX_LINGER) <= 0, "linger", s.linger, "0 to 1 s");
        require(
                s.maxBatchBytes >= 1 && s.maxBatchBytes <= BATCH_BYTES_LIMIT,
                "maxBatchBytes",
                s.maxBatchBytes,
                "1 to " + BATCH_BYTES_LIMIT);
        require(
                s.whenFull != WhenFull.SPILL || s.spill.isPresent(),
                "whenFull",
                s.whenFull,
                "withSpill, which says where to");
        s.security.requireTokenProtected(s.host);
    }

    private static void require(boolean holds, String name, Object got, String want) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + got + ", want " + want);
        }
    }
}
