package io.remotelog.storage.filelog;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One random run: processes on one disk, one after the other, each with its random days, faults and end. One thread. */
final class RandomPlay {
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final int MAX_DAYS = 4;
    private static final FsyncPolicy[] POLICIES = {
        FsyncPolicy.COMMIT, FsyncPolicy.interval(Play.INTERVAL), FsyncPolicy.NEVER
    };

    private final Random random;
    private final Play play;
    private final OtherPrograms others;
    private LocalDate newest = FIRST;

    private RandomPlay(long seed, Plant plant) {
        random = new Random(seed);
        // Each policy in turn; commit promises most.
        FsyncPolicy policy = POLICIES[(int) (Math.floorMod(seed, 4L) % 3)];
        long ring = (long) Journal.ALIGNMENT << (1 + random.nextInt(3));
        Sizes sizes = new Sizes(64 << random.nextInt(5), ring, ring << random.nextInt(3), FaultyDisk.BLOCK_BYTES);
        play = new Play(policy, sizes, random, plant);
        others = new OtherPrograms(play);
    }

    /** Does the run of a seed. */
    static void run(long seed, Plant plant) {
        RandomPlay run = new RandomPlay(seed, plant);
        try {
            run.run();
        } catch (Violation broken) {
            throw new Violation(
                    "seed " + seed + "L, fsync=" + run.play.policy.kind() + ", " + run.play.sizes + ": "
                            + broken.getMessage(),
                    broken);
        } catch (IOException | RuntimeException e) {
            throw new Violation("seed " + seed + "L: " + e, e);
        } finally {
            run.play.end();
        }
    }

    private void run() throws IOException {
        play.start(faults());
        int processes = 1 + random.nextInt(5);
        for (int i = 0; i < processes; i++) {
            try {
                process();
            } catch (Crash crash) {
                // As planned.
            }
            if (random.nextBoolean()) {
                goProgram();
                play.kill(i == processes - 1 ? Faults.NONE : faults());
                if (random.nextInt(8) == 0 && !days().isEmpty()) {
                    others.damage(anyDay());
                }
            } else {
                Luck luck = random.nextInt(4) == 0 ? Luck.none() : Luck.of(random);
                play.cutPower(luck, i == processes - 1 ? Faults.NONE : faults());
            }
        }
        play.requireUsable();
    }

    /** While no process of ours runs. */
    private void goProgram() throws IOException {
        if (random.nextInt(3) == 0 && !days().isEmpty()) {
            others.appendAsGo(anyDay());
        }
    }

    /** One process, from start to end: in order, or by a crash. */
    private void process() throws IOException {
        play.opening().takeWriterAfterCrash();
        for (LocalDate day : days()) {
            if (random.nextInt(4) != 0) {
                play.opening().settle(day);
            }
        }
        int steps = random.nextInt(40);
        for (int i = 0; i < steps; i++) {
            step();
        }
        if (play.hasWriter() && random.nextInt(3) != 0) {
            play.close();
        }
    }

    private List<LocalDate> days() {
        return new ArrayList<>(play.days().keySet());
    }

    private void step() throws IOException {
        if (!play.hasWriter()) {
            play.opening().takeWriter();
        }
        if (play.open() == null) {
            openAny();
        }
        switch (random.nextInt(20)) {
            case 0, 1 -> {
                if (committed()) {
                    openAny();
                }
            }
            case 2 -> finishAny();
            case 3 -> deleteAny();
            case 4 -> play.close();
            case 5 -> others.appendAsGo(anyDay());
            case 6, 7 -> play.follow();
            case 8 -> play.runBackground(Duration.ofMillis(random.nextInt(12)));
            case 9 -> {
                if (random.nextBoolean()) {
                    play.notes().requireCaughtUp();
                } else {
                    others.evict();
                }
            }
            case 10, 11 -> {
                if (play.append(1 + random.nextInt(3)) && random.nextBoolean()) {
                    play.runBackground(Duration.ZERO);
                }
            }
            default -> {
                if (play.append(1 + random.nextInt(6))) {
                    play.commit();
                }
            }
        }
    }

    private boolean committed() {
        return play.open() == null || play.open().waiting() == 0 || play.commit();
    }

    private void openAny() throws IOException {
        LocalDate day =
                random.nextInt(3) == 0 && newest.isBefore(FIRST.plusDays(MAX_DAYS)) ? newest.plusDays(1) : anyDay();
        if (!play.opening().isSettled(day) && play.days().containsKey(day)) {
            play.opening().settle(day);
        }
        while (isClosed(day)) {
            newest = newest.plusDays(1);
            day = newest;
        }
        if (day.isAfter(newest)) {
            newest = day;
        }
        play.opening().openDay(day);
    }

    private boolean isClosed(LocalDate day) {
        return play.day(day).finished || play.day(day).damaged || play.day(day).isHurt();
    }

    private LocalDate anyDay() {
        List<LocalDate> days = days();
        return days.isEmpty() ? newest : days.get(random.nextInt(days.size()));
    }

    private void finishAny() throws IOException {
        LocalDate day = anyDay();
        if (play.outside().exists(day)
                && !play.day(day).damaged
                && !play.day(day).isHurt()) {
            play.finish(day);
        }
    }

    private void deleteAny() {
        LocalDate day = anyDay();
        if (play.open() == null || !play.open().day.equals(day)) {
            play.delete(day);
        }
    }

    private Faults faults() {
        long crash = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextInt(1 << (3 + random.nextInt(7)));
        DiskFault how = random.nextBoolean() ? DiskFault.CRASH : DiskFault.CRASH_WITHIN;
        double rate = random.nextBoolean() ? 0 : Math.pow(10, -1 - 2 * random.nextDouble());
        boolean fullOnly = random.nextInt(3) == 0;
        Random own = new Random(random.nextLong());
        long[] fullUntil = {0};
        return (number, operation, path) -> {
            if (number == crash) {
                return how;
            }
            if (number < fullUntil[0]) {
                return DiskFault.FULL;
            }
            if (own.nextDouble() >= rate) {
                return DiskFault.NONE;
            }
            if (fullOnly) {
                fullUntil[0] = number + own.nextInt(20);
                return DiskFault.PART_THEN_FULL;
            }
            return fault(own, operation);
        };
    }

    private static DiskFault fault(Random random, DiskOperation operation) {
        DiskFault[] faults = DiskFault.values();
        DiskFault fault = faults[random.nextInt(faults.length)];
        return fault.isCrash() || !operation.canBeRefused(fault) ? DiskFault.ERROR : fault;
    }
}
