package io.remotelog.storage.filelog;

import java.util.Random;

/** What all parts of a simulated world share. One thread. */
final class SimWorld {
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    final Random random;
    final SimTime time = new SimTime();
    final SimTrace trace = new SimTrace(time);
    final SimTruth truth;
    final SimNetwork network;
    final SimMaster master;
    final SimReplica replica;
    final SimOptions options;

    SimWorld(long seed) {
        // Of seeds that follow each other, Random's first numbers are almost the same.
        random = new Random(seed * SPREAD);
        options = SimOptions.random(random);
        truth = new SimTruth(this);
        network = new SimNetwork(this);
        master = new SimMaster(this);
        replica = new SimReplica(this);
    }
}
