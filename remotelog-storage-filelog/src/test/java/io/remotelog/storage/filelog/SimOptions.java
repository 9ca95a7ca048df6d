package io.remotelog.storage.filelog;

import io.remotelog.protocol.sync.v2.ReplicaIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;

/**
 * What a simulated master and its replica are started with.
 *
 * @param version of the protocol, 1 or 2
 * @param master when the master's store forces
 * @param replica when the replica's does
 * @param masterSizes of the master's store
 * @param replicaSizes of the replica's
 * @param compression whether the replica takes compressed batches
 * @param maxRate what it wants at most while it catches up: then batches are small
 */
record SimOptions(
        int version,
        FsyncPolicy master,
        FsyncPolicy replica,
        Sizes masterSizes,
        Sizes replicaSizes,
        boolean compression,
        OptionalLong maxRate) {

    private static final FsyncPolicy[] POLICIES = {
        FsyncPolicy.COMMIT, FsyncPolicy.interval(Duration.ofMillis(200)), FsyncPolicy.NEVER
    };

    /** Further back than a simulated log begins: an empty replica of version 2 wants all that there is. */
    private static final int HISTORY_DAYS = 1_000;

    static SimOptions random(Random random) {
        return new SimOptions(
                random.nextInt(3) == 0 ? 1 : 2,
                policy(random),
                policy(random),
                sizes(random),
                sizes(random),
                random.nextBoolean(),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(2_000 + random.nextInt(20_000)));
    }

    /** Commit promises most. */
    private static FsyncPolicy policy(Random random) {
        return POLICIES[random.nextInt(4) % 3];
    }

    private static Sizes sizes(Random random) {
        long ring = (long) Journal.ALIGNMENT << (1 + random.nextInt(3));
        return new Sizes(64 << random.nextInt(7), ring, ring << random.nextInt(3), FaultyDisk.BLOCK_BYTES);
    }

    ReplicaIdentity identity(Random random) {
        return new ReplicaIdentity(
                Optional.of("replica"),
                new UUID(random.nextLong(), random.nextLong()),
                Optional.empty(),
                compression,
                8 << 20,
                maxRate,
                HISTORY_DAYS);
    }

    @Override
    public String toString() {
        return "version " + version + ", master fsync=" + master.kind() + ", replica fsync=" + replica.kind() + ", "
                + masterSizes + ", " + replicaSizes + ", compression " + compression + ", maxRate " + maxRate;
    }
}
