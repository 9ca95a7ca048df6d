package io.remotelog.storage.filelog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** The network between the two simulated machines, and what goes wrong in it. One thread. */
final class SimNetwork {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final SimWorld world;
    private final Random random;
    private final List<SimSocket> connections = new ArrayList<>();
    private boolean parted;

    SimNetwork(SimWorld world) {
        this.world = world;
        this.random = new Random(world.random.nextLong());
    }

    /**
     * Dials the master.
     *
     * @param dialled gets the socket, or null if there is none to be had
     */
    void dial(SimReplica replica, Consumer<SimSocket> dialled) {
        if (parted || !world.master.isPowered()) {
            replica.after(CONNECT_TIMEOUT, "dial", () -> dialled.accept(null));
            return;
        }
        replica.after(Duration.ofNanos(random.nextInt(1_000_000)), "dial", () -> {
            if (parted || !world.master.isListening()) {
                dialled.accept(null);
                return;
            }
            SimSocket near = SimSocket.connect(world.time, random, replica, world.master);
            connections.removeIf(old -> !old.isInUse());
            connections.add(near);
            // First the one that listens: bytes may come to it at once.
            world.master.step("accept", () -> world.master.accept(near.peer()));
            dialled.accept(near);
        });
    }

    /** Something goes wrong with a connection that is, or was until lately. */
    void fault() {
        connections.removeIf(old -> !old.isInUse());
        if (connections.isEmpty()) {
            return;
        }
        SimSocket one = connections.get(random.nextInt(connections.size()));
        SimPipe out = random.nextInt(3) == 0 ? one.out() : one.peer().out();
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                int bytes = random.nextInt(1 << random.nextInt(13));
                world.trace.tell("network: cut after " + bytes + " bytes");
                out.cutAfter(bytes);
            }
            case 3, 4 -> {
                Duration howLong = Duration.ofMillis(random.nextInt(25_000));
                world.trace.tell("network: one direction frozen for " + howLong);
                out.freeze(howLong);
            }
            case 5 -> {
                world.trace.tell("network: half-open, bytes vanish");
                out.vanish();
                if (random.nextBoolean()) {
                    one.out().vanish();
                    one.peer().out().vanish();
                }
            }
            case 6 -> {
                world.trace.tell("network: slower");
                out.slowDown(Duration.ofMillis(random.nextInt(3_000)));
            }
            default -> part(Duration.ofSeconds(random.nextInt(40)));
        }
    }

    /** Nothing comes through, and nobody is told. */
    private void part(Duration howLong) {
        world.trace.tell("network: parted for " + howLong);
        parted = true;
        for (SimSocket one : connections) {
            one.out().freeze(howLong);
            one.peer().out().freeze(howLong);
            if (random.nextBoolean()) {
                one.out().vanish();
                one.peer().out().vanish();
            }
        }
        world.time.after(howLong, () -> parted = false);
    }

    void heal() {
        parted = false;
    }

    Random random() {
        return random;
    }
}
