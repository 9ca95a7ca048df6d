package io.remotelog.storage.filelog;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Random;

/**
 * One run of a simulated master and its replica: a random life with faults of network, disks, clocks, processes and machines;
 * then all is mended, and the replica has to become the same as the master. One thread.
 */
final class SimRun {
    /** More than a clock may step and be believed would not be followed. */
    private static final Duration MAX_SKIP = Duration.ofMinutes(50);

    private static final Duration QUIET = Duration.ofSeconds(400);
    private static final Duration REFUSED = Duration.ofSeconds(70);

    private final SimWorld world;
    private final Random random;
    private boolean faulty = true;

    private SimRun(long seed) {
        world = new SimWorld(seed);
        random = world.random;
    }

    /**
     * Does the run of a seed.
     *
     * @return a digest of all that happened
     */
    static long run(long seed) {
        SimRun run = new SimRun(seed);
        try {
            run.run();
            return 31 * run.world.trace.digest()
                    + run.world.truth.digestsOfReplica().hashCode();
        } catch (Violation | RuntimeException broken) {
            throw new Violation(
                    "seed " + seed + "L, " + run.world.options + ": " + broken.getMessage() + "\n" + run.world.trace,
                    broken);
        } finally {
            run.world.master.discard();
            run.world.replica.discard();
        }
    }

    private void run() {
        world.master.start();
        if (random.nextBoolean()) {
            world.replica.start();
        } else {
            world.time.after(Duration.ofSeconds(random.nextInt(60)), world.replica::start);
        }
        int steps = 20 + random.nextInt(100);
        for (int i = 0; i < steps; i++) {
            step();
            world.time.run(pause());
        }
        heal();
        settle();
    }

    private Duration pause() {
        return switch (random.nextInt(10)) {
            case 0 -> Duration.ofMillis(random.nextInt(20_000));
            case 1, 2, 3 -> Duration.ofMillis(random.nextInt(1_500));
            default -> Duration.ofNanos(random.nextInt(30_000_000));
        };
    }

    private void step() {
        switch (random.nextInt(42)) {
            case 0, 1 -> skipTo(1);
            case 2 -> skipDays();
            case 3, 4, 5, 6 -> world.network.fault();
            case 7, 8 -> endProcess(anyHost());
            case 9 -> anyHost().stop(anyHost().delay());
            case 10, 11 -> failDisk(anyHost());
            case 12 -> {
                SimHost host = anyHost();
                host.faults.crashAfter(1 + random.nextInt(300));
            }
            case 13 -> anyHost().wall.skew(Duration.ofSeconds(random.nextInt(600) - 300));
            case 14, 15 -> jump(anyHost());
            case 16, 17 -> {
                if (world.options.version() == 2) {
                    world.master.removeOldest();
                }
            }
            case 18, 19 -> {
                // When what was appended is on its way, or just there.
                world.master.append(1 + random.nextInt(6));
                world.time.run(Duration.ofNanos(random.nextInt(random.nextBoolean() ? 2_000_000 : 300_000_000)));
                endProcess(anyHost());
            }
            default -> world.master.append(1 + random.nextInt(6));
        }
    }

    private SimHost anyHost() {
        return random.nextBoolean() ? world.master : world.replica;
    }

    private void endProcess(SimHost host) {
        host.end(random.nextBoolean(), host.delay());
    }

    private void failDisk(SimHost host) {
        double rate = Math.pow(10, -0.5 - 2 * random.nextDouble());
        boolean full = random.nextInt(3) == 0;
        Duration howLong = Duration.ofMillis(random.nextInt(1 << (4 + random.nextInt(12))));
        world.trace.tell(host + ": disk fails at a rate of " + rate + (full ? ", full" : "") + " for " + howLong);
        host.faults.fail(rate, full);
        world.time.after(howLong, () -> host.faults.fail(0, false));
    }

    /** The wall clock is set wrong for a while; whoever starts in that time believes it. */
    private void jump(SimHost host) {
        Duration by = Duration.ofDays(random.nextInt(800) - 400).plusSeconds(random.nextInt(86_400));
        world.trace.tell(host + ": clock jumps by " + by);
        host.wall.jump(by);
        world.time.after(Duration.ofMillis(random.nextInt(60_000)), () -> host.wall.jump(Duration.ZERO));
    }

    private void skipDays() {
        if (random.nextBoolean()) {
            // Days on which no process is there.
            world.master.end(random.nextBoolean(), Duration.ofSeconds(70 + random.nextInt(60)));
        }
        skipTo(2 + random.nextInt(2));
    }

    /**
     * Goes on to about so many midnights later. Clocks are set right before: one that is not believed would not follow, since
     * the monotonic clock does not.
     */
    private void skipTo(int midnights) {
        world.master.wall.jump(Duration.ZERO);
        world.replica.wall.jump(Duration.ZERO);
        world.time.run(Duration.ofMillis(600));
        LocalTime clock = LocalTime.ofInstant(world.time.wall(), ZoneOffset.UTC);
        Duration by = Duration.ofDays(midnights)
                .minus(Duration.ofNanos(clock.toNanoOfDay()))
                .plusMillis(random.nextInt(10_000) - 5_000);
        world.trace.tell("time goes on for " + by);
        while (by.compareTo(Duration.ZERO) > 0) {
            Duration part = by.compareTo(MAX_SKIP) > 0 ? MAX_SKIP : by;
            by = by.minus(part);
            if (faulty && by.isZero() && random.nextInt(4) == 0) {
                // A day is over, and cannot be finished.
                failDisk(world.master);
            }
            world.time.skip(part);
            world.time.run(Duration.ofMillis(600));
            if (faulty && random.nextInt(12) == 0) {
                world.master.append(1 + random.nextInt(4));
            }
        }
    }

    /** From now on nothing goes wrong any more; what is wrong is for the two to find out. */
    private void heal() {
        world.trace.tell("all is mended");
        faulty = false;
        world.network.heal();
        for (SimHost host : new SimHost[] {world.master, world.replica}) {
            host.faults.end();
            host.wall.skew(Duration.ZERO);
            host.wall.jump(Duration.ZERO);
            if (random.nextBoolean() || !host.isUp() || !host.clock().jump().isZero()) {
                host.stop(Duration.ofSeconds(1));
            }
        }
        world.time.run(Duration.ofSeconds(2));
        world.master.start();
        world.replica.start();
        if (random.nextBoolean()) {
            world.time.run(Duration.ofSeconds(random.nextInt(30)));
            skipTo(1);
        }
        world.time.run(Duration.ofSeconds(2));
        world.master.append(3);
    }

    private void settle() {
        world.truth.requireOfOneBranch();
        if (world.truth.isDiverged()) {
            if (world.options.version() == 2 && !world.truth.canBeLinked()) {
                requireRefused();
            }
            return;
        }
        long until = world.time.now() + QUIET.toNanos();
        String differs = world.truth.whatDiffers();
        while (!differs.isEmpty() && world.time.now() < until) {
            world.time.run(Duration.ofSeconds(1));
            differs = world.truth.whatDiffers();
        }
        if (!differs.isEmpty()) {
            throw new Violation(QUIET.toSeconds() + " s after all was mended: " + differs);
        }
        world.truth.requireOfOneBranch();
        world.trace.tell("the same");
    }

    /** The replica has what the master has lost: nothing of that is changed, and both are told. */
    private void requireRefused() {
        String before = world.truth.digestsOfReplica();
        int refusals = world.truth.refusals();
        world.time.run(REFUSED);
        if (world.truth.refusals() == refusals) {
            throw new Violation("the replica is ahead of its master or on another branch, and is not refused");
        }
        if (!world.truth.digestsOfReplica().equals(before)) {
            throw new Violation("refused, and yet the replica's data has changed");
        }
        world.trace.tell("refused");
    }
}
