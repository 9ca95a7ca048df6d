package io.remotelog.storage.filelog;

import io.remotelog.protocol.sync.Mirror;
import io.remotelog.protocol.sync.v2.Refusal;
import io.remotelog.protocol.sync.v2.ReplicaIdentity;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** A simulated replica: dials, mirrors, and dials again after a wait that grows. One thread. */
final class SimReplica extends SimHost {
    private static final Duration MIN_WAIT = Duration.ofMillis(100);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Duration MAX_WAIT_REFUSED = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(250);

    private FileLogStore store;
    private Mirror mirror;
    private ReplicaIdentity identity;
    private SimReplicaLink link;
    private int failures;
    private boolean refused;

    SimReplica(SimWorld world) {
        super(world, "replica", world.options.replica(), world.options.replicaSizes());
    }

    @Override
    void begin(FileLogStore begun) throws IOException {
        if (world.options.version() == 1 && !wall.jump().isZero()) {
            // Version 1 has no other clock to tell that a day is over: who starts it then loses days.
            throw new IOException("the clock is wrong");
        }
        store = begun;
        identity = world.options.identity(world.random);
        LocalDate first = clock().today();
        mirror = new Mirror(
                store,
                store.mirrorWriter(ZoneOffset.UTC),
                first,
                report -> world.truth.replicaOpened(report.day(), report.count()));
        world.truth.replicaBegun(mirror.day());
        failures = 0;
        dial();
        after(TICK, "tick", this::tick);
    }

    private void tick() {
        // So that it is believed also where no link asks for it.
        clock().now();
        after(TICK, "tick", this::tick);
    }

    private void dial() {
        world.network.dial(this, socket -> {
            if (socket == null) {
                ended(false);
            } else {
                link = new SimReplicaLink(world, this, socket);
                link.begin();
            }
        });
    }

    /** There is no link any more, or none came about. */
    void ended(boolean wasOfUse) {
        link = null;
        failures = wasOfUse ? 0 : failures;
        Duration max = refused ? MAX_WAIT_REFUSED : MAX_WAIT;
        refused = false;
        long full = Math.min(max.toMillis(), MIN_WAIT.toMillis() << Math.min(failures, 20));
        failures++;
        after(Duration.ofMillis(full / 2 + world.random.nextInt((int) full)), "dial", this::dial);
    }

    void refused(Refusal refusal) {
        refused = refusal.isOfTheLog();
    }

    Mirror mirror() {
        return mirror;
    }

    ReplicaIdentity identity() {
        return identity;
    }

    @Override
    void close() throws IOException {
        if (link != null) {
            link.stop();
        }
        store.close();
    }

    @Override
    void died(boolean powerCut) {
        if (link != null) {
            link.died(powerCut);
        }
        link = null;
        world.truth.replicaDied(powerCut);
    }
}
