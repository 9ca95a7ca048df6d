package io.remotelog.storage.filelog;

import io.remotelog.api.LogClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Random;

/**
 * A simulated machine with one disk and one clock, on which one process runs after the other: each is ended in order, is
 * killed, or dies with the machine. One thread.
 */
abstract class SimHost {
    static final Path ROOT = Path.of("/log");

    final SimWorld world;
    final SimClock wall;
    final SimDiskFaults faults;
    private final String name;
    private final FsyncPolicy policy;
    private final Sizes sizes;
    private final CountedFaults counted;
    private FaultyDisk disk;
    private Outside outside;
    private HandBackground background;
    private long backgroundAtNanos;
    private int life;
    private boolean up;
    private boolean powered = true;
    private LogClock clock;

    SimHost(SimWorld world, String name, FsyncPolicy policy, Sizes sizes) {
        this.world = world;
        this.name = name;
        this.policy = policy;
        this.sizes = sizes;
        wall = new SimClock(world.time);
        faults = new SimDiskFaults(new Random(world.random.nextLong()));
        counted = new CountedFaults(faults);
        disk = new FaultyDisk(new Random(world.random.nextLong()), counted);
        outside = new Outside(disk.beside(Faults.NONE), ROOT);
    }

    /** What a process does. */
    interface Step {
        void run() throws IOException;
    }

    /** Takes the store of a new process, and begins to work with it. */
    abstract void begin(FileLogStore store) throws IOException;

    /** Gives all free in order. */
    abstract void close() throws IOException;

    /** The process has ended in the middle of what it did. */
    abstract void died(boolean powerCut);

    /** Begins a process; one that fails to begin is tried again a second later. */
    void start() {
        if (up) {
            return;
        }
        up = true;
        powered = true;
        life++;
        world.trace.tell(name + " starts");
        background = new HandBackground();
        backgroundAtNanos = world.time.now();
        clock = wall.logClock();
        HandBackground own = background;
        FileLogStore store = new FileLogStore(disk, ROOT, policy, sizes, () -> own);
        step("start", () -> {
            try {
                begin(store);
            } catch (IOException e) {
                world.trace.tell(name + " does not start: " + e.getMessage());
                end(false, Duration.ofSeconds(1));
            }
        });
    }

    /** Does something in the process, if it still runs; a crash of the disk's is the end of it. */
    void step(String what, Step step) {
        if (!up) {
            return;
        }
        int own = life;
        try {
            passBackground();
            step.run();
            if (own == life && disk.isDown()) {
                throw new Crash("the process went on after a crash");
            }
        } catch (Crash crash) {
            if (own == life) {
                world.trace.tell(name + ", " + what + ": " + crash.getMessage());
                end(world.random.nextBoolean(), delay());
            }
        } catch (IOException | RuntimeException e) {
            throw new Violation(name + ", " + what + ": " + e + "; the last fault was " + counted.last(), e);
        }
    }

    /** The same after a while, if the process still runs then. */
    void after(Duration howLong, String what, Step step) {
        int own = life;
        world.time.after(howLong, () -> {
            if (own == life) {
                step(what, step);
            }
        });
    }

    private void passBackground() {
        long now = world.time.now();
        Duration passed = Duration.ofNanos(now - backgroundAtNanos);
        backgroundAtNanos = now;
        background.advance(passed);
    }

    /** Ends the process now, or the whole machine with it. */
    void end(boolean powerCut, Duration downFor) {
        if (!up) {
            return;
        }
        up = false;
        life++;
        world.trace.tell(name + (powerCut ? " loses power" : " is killed"));
        died(powerCut);
        background.close();
        if (powerCut) {
            powered = false;
            Luck luck = world.random.nextInt(3) == 0 ? Luck.none() : Luck.of(world.random);
            FaultyDisk left = disk.afterPowerCut(luck, new Random(world.random.nextLong()), counted);
            disk.end();
            outside.end();
            disk = left;
            outside = new Outside(disk.beside(Faults.NONE), ROOT);
        } else {
            disk = disk.afterKill(counted);
        }
        world.time.after(downFor, this::start);
    }

    /** Ends the process in order. */
    void stop(Duration downFor) {
        step("stop", () -> {
            world.trace.tell(name + " stops");
            try {
                close();
            } catch (IOException e) {
                world.trace.tell(name + " did not stop in order: " + e.getMessage());
            }
        });
        if (up) {
            end(false, downFor);
        }
    }

    /** A second on average, and now and then half a minute, by when the other side has noticed. */
    Duration delay() {
        return world.random.nextInt(4) == 0
                ? Duration.ofSeconds(world.random.nextInt(40))
                : Duration.ofMillis(world.random.nextInt(2_000));
    }

    int life() {
        return life;
    }

    boolean isUp() {
        return up;
    }

    boolean isPowered() {
        return powered;
    }

    LogClock clock() {
        return clock;
    }

    FsyncPolicy policy() {
        return policy;
    }

    Sizes sizes() {
        return sizes;
    }

    /** The files as another program sees them. */
    Outside outside() {
        return outside;
    }

    SimTime time() {
        return world.time;
    }

    boolean has(LocalDate day) {
        return outside.exists(day);
    }

    /** Gives all free. */
    void discard() {
        if (up) {
            died(false);
        }
        up = false;
        life++;
        disk.end();
        outside.end();
    }

    @Override
    public String toString() {
        return name;
    }
}
