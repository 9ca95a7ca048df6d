package io.remotelog.storage.filelog;

import java.util.Random;

/** One end of a connection of two simulated machines. One thread. */
final class SimSocket {
    /** Whoever has the socket. */
    interface Owner {
        void received(byte[] bytes);

        /** There is room to send again. */
        void writable();

        /** Nothing more comes. */
        void closed();
    }

    private final SimHost host;
    private final int life;
    private SimPipe out;
    private SimSocket peer;
    private Owner owner;
    private boolean open = true;

    private SimSocket(SimHost host) {
        this.host = host;
        this.life = host.life();
    }

    /** Connects two processes; gives the end of the one that dials. */
    static SimSocket connect(SimTime time, Random random, SimHost dials, SimHost listens) {
        SimSocket near = new SimSocket(dials);
        SimSocket far = new SimSocket(listens);
        near.peer = far;
        far.peer = near;
        near.out = new SimPipe(time, random, near, far);
        far.out = new SimPipe(time, random, far, near);
        return near;
    }

    SimSocket peer() {
        return peer;
    }

    SimPipe out() {
        return out;
    }

    void ownedBy(Owner taken) {
        owner = taken;
    }

    boolean isOpen() {
        return open && host.life() == life;
    }

    /** Whether one of the ends is still there. */
    boolean isInUse() {
        return isOpen() || peer.isOpen();
    }

    void send(byte[] bytes) {
        if (isOpen()) {
            out.send(bytes);
        }
    }

    boolean isWritable() {
        return out.hasRoom();
    }

    boolean isDrained() {
        return out.isEmpty();
    }

    /** What was sent still arrives. */
    void close() {
        if (open) {
            open = false;
            out.end();
        }
    }

    /** The system closes what a killed process had. */
    void killed(Random random) {
        if (open && random.nextBoolean()) {
            out.vanish();
            peer.out.vanish();
            peer.resetSoon();
        } else {
            close();
        }
        open = false;
    }

    void arrived(byte[] bytes) {
        if (isOpen()) {
            owner.received(bytes);
        } else if (host.isPowered()) {
            // Nobody listens here any more, and the system says so.
            peer.resetSoon();
        }
    }

    void drained() {
        if (isOpen()) {
            owner.writable();
        }
    }

    void ended() {
        reset();
    }

    /** No byte comes or goes any more. */
    void reset() {
        if (isOpen()) {
            open = false;
            owner.closed();
        }
    }

    private void resetSoon() {
        out.vanish();
        host.time().afterNanos(1_000_000L, this::reset);
    }
}
