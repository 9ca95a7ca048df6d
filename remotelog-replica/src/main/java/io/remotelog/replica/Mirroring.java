package io.remotelog.replica;

import io.remotelog.protocol.sync.v2.Hello;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be set of a replica's link, and of the port by which further replicas copy from this one.
 *
 * @param name what the replica is called on the master: 1 to 64 letters, digits, {@code .}, {@code _}, {@code -}; empty: it is
 *     not known by a name, so no retention waits for it
 * @param protocol which versions of the sync protocol it speaks
 * @param compression whether batches may come compressed
 * @param maxRecordBytes the largest payload that is taken, 1 to {@link #MAX_RECORD_BYTES}
 * @param maxRate bytes a second that the master sends at most while the replica catches up, 1 or more; the current day comes
 *     first, and its live records are not held back. Empty: as many as there are, the oldest day first. Version 1 knows no such
 *     thing
 * @param syncAddress where further replicas dial; port 0 takes a free one; empty: not at all
 */
public record Mirroring(
        Optional<String> name,
        Protocol protocol,
        Compression compression,
        int maxRecordBytes,
        OptionalLong maxRate,
        Optional<InetSocketAddress> syncAddress) {

    /** The largest payload that version 2 of the protocol carries, in bytes: 64 MiB. */
    public static final int MAX_RECORD_BYTES = 64 << 20;

    /** Versions of the sync protocol. */
    public enum Protocol {
        /** Version 2 with a master that knows it, and else version 1. */
        AUTO,
        /** Version 1 only, as a go-remote-log replica. */
        V1,
        /** Version 2 only. */
        V2
    }

    /** Whether record batches come compressed. */
    public enum Compression {
        /** With zstd, unless the master is on this machine. */
        AUTO,
        /** With zstd, as far as a batch is not small. */
        ZSTD,
        /** Never. */
        NONE
    }

    /** Checks the ranges. */
    public Mirroring {
        name.ifPresent(Hello::requireName);
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(syncAddress, "syncAddress");
        if (maxRecordBytes < 1 || maxRecordBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "max record bytes " + maxRecordBytes + ", want 1 to " + MAX_RECORD_BYTES);
        }
        if (maxRate.isPresent() && maxRate.getAsLong() < 1) {
            throw new IllegalArgumentException("max rate " + maxRate.getAsLong() + ", want 1 or more");
        }
    }

    /** The defaults. */
    public static Mirroring defaults() {
        return new Mirroring(
                Optional.empty(),
                Protocol.AUTO,
                Compression.AUTO,
                MAX_RECORD_BYTES,
                OptionalLong.empty(),
                Optional.empty());
    }

    /** With a name, or none. */
    public Mirroring withName(Optional<String> called) {
        return new Mirroring(called, protocol, compression, maxRecordBytes, maxRate, syncAddress);
    }

    /** With other versions of the protocol. */
    public Mirroring withProtocol(Protocol versions) {
        return new Mirroring(name, versions, compression, maxRecordBytes, maxRate, syncAddress);
    }

    /** With another compression. */
    public Mirroring withCompression(Compression batches) {
        return new Mirroring(name, protocol, batches, maxRecordBytes, maxRate, syncAddress);
    }

    /** With another limit of a payload. */
    public Mirroring withMaxRecordBytes(int bytes) {
        return new Mirroring(name, protocol, compression, bytes, maxRate, syncAddress);
    }

    /** With a limit of the catch-up, or none. */
    public Mirroring withMaxRate(OptionalLong bytesPerSecond) {
        return new Mirroring(name, protocol, compression, maxRecordBytes, bytesPerSecond, syncAddress);
    }

    /** With an address for further replicas, or none. */
    public Mirroring withSyncAddress(Optional<InetSocketAddress> address) {
        return new Mirroring(name, protocol, compression, maxRecordBytes, maxRate, address);
    }
}
