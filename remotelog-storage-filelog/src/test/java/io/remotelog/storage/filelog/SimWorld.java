package io.remotelog.storage.filelog;

import java.util.Random;

/** What all parts of a simulated world share. One thread. */
final class SimWorld {
    final Random random;
    final SimTime time = new SimTime();
    final SimTrace trace = new SimTrace(time);
    final SimTruth truth;
    final SimNetwork network;
    final SimMaster master;
    final SimReplica replica;
    final SimOptions options;

    SimWorld(long seed, SimPlant plant) {
        random = new Random(seed);
        options = SimOptions.random(seed, random, plant);
        truth = new SimTruth(this);
        network = new SimNetwork(this);
        master = new SimMaster(this);
        replica = new SimReplica(this);
    }
}
