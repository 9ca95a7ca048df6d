package io.remotelog.master;

import io.remotelog.api.Retention;
import io.remotelog.protocol.security.ServerSecurity;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.FrameLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that can be set on a master.
 *
 * @param grpcAddress where applications call; port 0 takes a free one; empty: not at all
 * @param syncAddress where replicas dial; port 0 takes a free one; empty: not at all
 * @param sendFlag the number in each frame of the sync protocol; both sides need the same
 * @param zone the zone whose dates the days are; empty: the one of the log, and for a new log the one of this machine
 * @param retention which days are kept
 * @param maxRecordBytes the largest payload taken, 1 to {@link #MAX_RECORD_BYTES}
 * @param maxQueuedBytes payload bytes (and 256 for each record) taken in and not yet
 *     committed; at this bound a caller waits, and already at what the disk takes in 2 s, but 4 MiB. A single record may
 *     go beyond it
 * @param queueTimeout how long a caller waits for room in the queue before it is refused
 * @param commitTimeout how long {@link Master#commitData} waits for the answer
 * @param replicas what it does for its replicas
 * @param security who may connect, and by what
 */
public record MasterConfig(
        Optional<InetSocketAddress> grpcAddress,
        Optional<InetSocketAddress> syncAddress,
        int sendFlag,
        Optional<ZoneId> zone,
        Retention retention,
        int maxRecordBytes,
        long maxQueuedBytes,
        Duration queueTimeout,
        Duration commitTimeout,
        ReplicaPolicy replicas,
        ServerSecurity security) {

    /** The default port for applications. */
    public static final int GRPC_PORT = 1235;

    /** The default port for replicas. */
    public static final int SYNC_PORT = 2222;

    /** The default of go-socket2. */
    public static final int SEND_FLAG = Frame.DEFAULT_SEND_FLAG;

    /** The default limit of a payload. */
    public static final int DEFAULT_RECORD_BYTES = 8 << 20;

    /** The largest payload that can be asked for, 64 MiB: what version 2 of the sync protocol carries. */
    public static final int MAX_RECORD_BYTES = 64 << 20;

    /** The largest payload that version 1 can carry, and so a go-remote-log replica: a larger one ends its link. */
    public static final int MAX_VERSION_ONE_RECORD_BYTES = FrameLimits.MAX_PAYLOAD_BYTES;

    /** Checks the ranges. */
    public MasterConfig {
        Objects.requireNonNull(grpcAddress, "grpcAddress");
        Objects.requireNonNull(syncAddress, "syncAddress");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(replicas, "replicas");
        Objects.requireNonNull(security, "security");
        if (maxRecordBytes < 1 || maxRecordBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "max record bytes " + maxRecordBytes + ", want 1 to " + MAX_RECORD_BYTES);
        }
        if (maxQueuedBytes < 1) {
            throw new IllegalArgumentException("max queued bytes " + maxQueuedBytes + ", want 1 or more");
        }
        if (queueTimeout.isNegative() || commitTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "queue timeout " + queueTimeout + ", commit timeout " + commitTimeout + ", want 0 or more");
        }
    }

    /** The defaults, on the loopback address. */
    public static MasterConfig defaults() {
        return new MasterConfig(
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), GRPC_PORT)),
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), SYNC_PORT)),
                SEND_FLAG,
                Optional.empty(),
                Retention.ALL,
                DEFAULT_RECORD_BYTES,
                64L << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                ReplicaPolicy.DEFAULT,
                ServerSecurity.NONE);
    }

    /**
     * Checks that strangers are kept out: either by what they would have to show, or because they cannot get here.
     *
     * @throws IllegalArgumentException if it listens to other machines, with neither certificates of clients, nor a token, nor
     *     a send flag of its own, and this was not asked for
     */
    public void requireProtected() {
        security.requireStrangersKeptOut(
                Stream.of(grpcAddress, syncAddress).flatMap(Optional::stream).toList(),
                sendFlag != SEND_FLAG,
                "append to the log and read it");
    }

    /** With another address for applications, or none. */
    public MasterConfig withGrpcAddress(Optional<InetSocketAddress> address) {
        return with(
                address,
                syncAddress,
                sendFlag,
                zone,
                retention,
                maxRecordBytes,
                maxQueuedBytes,
                queueTimeout,
                security);
    }

    /** With another address for replicas, or none. */
    public MasterConfig withSyncAddress(Optional<InetSocketAddress> address) {
        return with(
                grpcAddress,
                address,
                sendFlag,
                zone,
                retention,
                maxRecordBytes,
                maxQueuedBytes,
                queueTimeout,
                security);
    }

    /** With another send flag. */
    public MasterConfig withSendFlag(int flag) {
        return with(
                grpcAddress,
                syncAddress,
                flag,
                zone,
                retention,
                maxRecordBytes,
                maxQueuedBytes,
                queueTimeout,
                security);
    }

    /** With a zone. */
    public MasterConfig withZone(Optional<ZoneId> id) {
        return with(
                grpcAddress,
                syncAddress,
                sendFlag,
                id,
                retention,
                maxRecordBytes,
                maxQueuedBytes,
                queueTimeout,
                security);
    }

    /** With another retention. */
    public MasterConfig withRetention(Retention kept) {
        return with(
                grpcAddress, syncAddress, sendFlag, zone, kept, maxRecordBytes, maxQueuedBytes, queueTimeout, security);
    }

    /** With another limit of a payload. */
    public MasterConfig withMaxRecordBytes(int bytes) {
        return with(grpcAddress, syncAddress, sendFlag, zone, retention, bytes, maxQueuedBytes, queueTimeout, security);
    }

    /** With another bound and wait of the queue. */
    public MasterConfig withQueue(long maxBytes, Duration timeout) {
        return with(grpcAddress, syncAddress, sendFlag, zone, retention, maxRecordBytes, maxBytes, timeout, security);
    }

    /** With other rules on who may connect. */
    public MasterConfig withSecurity(ServerSecurity rules) {
        return with(
                grpcAddress,
                syncAddress,
                sendFlag,
                zone,
                retention,
                maxRecordBytes,
                maxQueuedBytes,
                queueTimeout,
                rules);
    }

    /** With another policy for replicas. */
    public MasterConfig withReplicas(ReplicaPolicy policy) {
        return new MasterConfig(
                grpcAddress,
                syncAddress,
                sendFlag,
                zone,
                retention,
                maxRecordBytes,
                maxQueuedBytes,
                queueTimeout,
                commitTimeout,
                policy,
                security);
    }

    private MasterConfig with(
            Optional<InetSocketAddress> grpc,
            Optional<InetSocketAddress> sync,
            int flag,
            Optional<ZoneId> id,
            Retention kept,
            int recordBytes,
            long queuedBytes,
            Duration queue,
            ServerSecurity rules) {
        return new MasterConfig(
                grpc, sync, flag, id, kept, recordBytes, queuedBytes, queue, commitTimeout, replicas, rules);
    }
}
