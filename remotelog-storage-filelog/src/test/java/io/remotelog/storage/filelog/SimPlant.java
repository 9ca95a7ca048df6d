package io.remotelog.storage.filelog;

import io.remotelog.api.LogStore;

/** Puts a bug into a simulated world, by what it makes of the stores and of what is said. */
interface SimPlant {
    /** No bug. */
    SimPlant NONE = new SimPlant() {};

    /** The master's store, as its links see it. */
    default LogStore onMaster(LogStore store) {
        return store;
    }

    /** The replica's store. */
    default LogStore onReplica(LogStore store) {
        return store;
    }

    /** The disk of the master. */
    default Disk masterDisk(Disk disk) {
        return disk;
    }

    /** The disk of the replica. */
    default Disk replicaDisk(Disk disk) {
        return disk;
    }

    /** What one side has decoded, before it takes it. */
    default Object received(Object decoded, SimWorld world) {
        return decoded;
    }
}
