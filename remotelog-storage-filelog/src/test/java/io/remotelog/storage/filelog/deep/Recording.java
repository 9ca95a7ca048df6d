package io.remotelog.storage.filelog.deep;

import io.remotelog.storage.filelog.deep.AppendingProcess.Promised;
import io.remotelog.storage.filelog.deep.BlockLog.Entry;
import io.remotelog.storage.filelog.deep.BlockLog.Kind;
import io.remotelog.storage.filelog.deep.Promises.Mark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What reached a disk while processes, one after the other, used a store on it and were killed.
 *
 * @param image what the disk had before
 * @param log what reached it
 * @param before what was promised before
 * @param plan how the store was used
 * @param refused what the store refused
 */
record Recording(Path image, BlockLog log, Promises before, Plan plan, List<String> refused) {
    private static final int STEPS = 1_500;

    /**
     * How the store is used.
     *
     * @param location of the store, with {@code %s} for its folder
     * @param seed what is sent, and when
     * @param lives how many processes use it, one after the other
     * @param trouble what the disk does meanwhile
     */
    record Plan(String location, long seed, int lives, Trouble trouble) {}

    /** What a disk does while it is used. */
    enum Trouble {
        NONE,
        /** Pages are written when the kernel likes, in any order of the files. */
        EARLY_WRITES,
        /** A write fails now and then. */
        FAILED_WRITES
    }

    /** Records. */
    static Recording make(Path program, Path image, Path folder, Promises before, Plan plan) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(plan.seed);
        List<String> refused = new ArrayList<>();
        // As the machine was started after the cut that left the image.
        Path bootId = Files.writeString(folder.resolve("boot_id"), UUID.randomUUID() + "\n");
        try (BlockLogDisk disk = BlockLogDisk.start(program, image, folder)) {
            for (int life = 0; life < plan.lives; life++) {
                // What count() tells under that policy is what the kernel holds.
                Promised promised = plan.location.contains("fsync=never") ? Promised.NONE : Promised.DURABLE;
                try (Child child = Child.startInBoot(
                        bootId,
                        AppendingProcess.class,
                        AppendingProcess.arguments(
                                String.format(plan.location, disk.files().resolve("log")),
                                plan.seed,
                                random.nextInt(1_000_000),
                                STEPS,
                                promised,
                                disk.marks()))) {
                    for (String line = child.line(); !"ready".equals(line); line = child.line()) {
                        if (line == null) {
                            throw new AssertionError(plan + ": the process ended before it had opened the store");
                        }
                        refused.add(line);
                    }
                    live(disk, child, plan.trouble, random);
                    child.kill();
                    for (String line = child.line(); line != null; line = child.line()) {
                        refused.add(line);
                    }
                    requireEndedWell(child);
                    if (plan.trouble != Trouble.FAILED_WRITES && !refused.isEmpty()) {
                        throw new AssertionError(plan + ": a healthy disk, but " + refused);
                    }
                }
            }
            return new Recording(image, disk.stop(), before, plan, refused);
        }
    }

    private static void live(BlockLogDisk disk, Child child, Trouble trouble, Random random) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(600));
        try {
            while (System.nanoTime() < end && !child.endsWithin(3 + random.nextInt(10))) {
                if (trouble == Trouble.EARLY_WRITES) {
                    forceOne(disk.files().resolve("log"), random);
                } else if (trouble == Trouble.FAILED_WRITES && random.nextInt(8) == 0) {
                    disk.failWrite(random.nextInt(4), Sent.MARKED);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** As the kernel does on its own: one file, whatever that is of. */
    private static void forceOne(Path root, Random random) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            if (!files.isEmpty()) {
                try (FileChannel file =
                        FileChannel.open(files.get(random.nextInt(files.size())), StandardOpenOption.READ)) {
                    file.force(false);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Gone meanwhile, with its day.
            LockSupport.parkNanos(1);
        }
    }

    private static void requireEndedWell(Child child) {
        int exit = child.exitValue();
        // 137: killed.
        if (exit != 0 && exit != 137) {
            throw new AssertionError("the process that appends ended with exit code " + exit + ", see above");
        }
    }

    /**
     * Entries after which to cut the power, in order: some at random, and some just after a mark, when the most is promised and
     * the least was done since; marks of each kind alike.
     */
    int[] cuts(int number, Random random) {
        Map<Mark, List<Integer>> marks = new EnumMap<>(Mark.class);
        for (int i = 0; i < log.size(); i++) {
            if (log.entry(i).kind() == Kind.MARK) {
                Mark mark = Mark.of(log.text(log.entry(i)));
                marks.computeIfAbsent(mark, unused -> new ArrayList<>()).add(i);
            }
        }
        List<List<Integer>> kinds = List.copyOf(marks.values());
        int[] cuts = new int[number];
        for (int i = 0; i < number; i++) {
            if (kinds.isEmpty() || random.nextBoolean()) {
                cuts[i] = random.nextInt(log.size());
            } else {
                List<Integer> ofOneKind = kinds.get(random.nextInt(kinds.size()));
                cuts[i] = ofOneKind.get(random.nextInt(ofOneKind.size()));
            }
        }
        Arrays.sort(cuts);
        return cuts;
    }

    /** What reached the disk up to an entry, for people: a line a mark, with what came before it. */
    List<String> story(int cut) {
        List<String> story = new ArrayList<>();
        int writes = 0;
        int flushes = 0;
        for (int i = 0; i <= cut; i++) {
            Entry entry = log.entry(i);
            switch (entry.kind()) {
                case WRITE -> writes++;
                case FLUSH -> flushes++;
                case FAILED -> story.add(i + " failed: " + entry.length() + " bytes at " + entry.offset());
                case MARK -> {
                    story.add(i + " " + writes + " writes, " + flushes + " flushes, "
                            + log.text(entry).strip());
                    writes = 0;
                    flushes = 0;
                }
            }
        }
        story.addAll(refused);
        return story;
    }

    /** What was promised up to an entry. */
    Promises promises(int cut) {
        Promises promises = new Promises(before);
        for (int i = 0; i <= cut; i++) {
            if (log.entry(i).kind() == Kind.MARK) {
                promises.take(log.text(log.entry(i)));
            }
        }
        return promises;
    }
}
