package io.remotelog.storage.filelog.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.storage.filelog.PlantedBug;
import io.remotelog.storage.filelog.deep.AppendingProcess.Promised;
import io.remotelog.storage.filelog.deep.Promises.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that appends is killed: whatever the policy, what it committed is there. */
@Tag("deep")
@Timeout(1800)
class KillIT {
    private static final List<String> LOCATIONS = List.of(
            "filelog:%s?fsync=commit",
            "filelog:%s?fsync=interval=5ms",
            "filelog:%s?fsync=never",
            "planted:%s?sizes=small&fsync=commit",
            "planted:%s?sizes=small&fsync=interval=2ms");
    private static final int CYCLES_PER_STORE = 10;
    private static final int STEPS = 1_000_000;
    private static final Path OUTPUT = Path.of("/dev/stdout");

    @TempDir
    Path folder;

    @Test
    void nothingCommittedIsLost() throws Exception {
        int cycles = Scale.of(30, 200);
        Random random = new Random(1);
        int marks = 0;
        int store = 0;
        for (int cycle = 0; cycle < cycles; store++) {
            Path root = Files.createDirectory(folder.resolve("store" + store)).resolve("log");
            Promises promises = new Promises();
            for (int i = 0; i < Math.min(CYCLES_PER_STORE, cycles / LOCATIONS.size()); i++, cycle++) {
                String location = LOCATIONS.get(store % LOCATIONS.size());
                marks += killed(String.format(location, root), store, random, promises);
                promises = check(root, store, promises, random.nextBoolean());
            }
            delete(root.getParent());
        }
        Scale.tell("kill -9: %d cycles, %d marks", cycles, marks);
        assertThat(marks).isGreaterThan(cycles);
    }

    @Test
    void aPlantedBugIsCaught() {
        String location = "planted:" + folder.resolve("log") + "?fsync=never&bug=" + PlantedBug.DATA_HELD_BACK;
        assertThatThrownBy(() -> {
                    Random random = new Random(1);
                    Promises promises = new Promises();
                    for (int i = 0; i < 20; i++) {
                        killed(location, 1, random, promises);
                        promises = check(folder.resolve("log"), 1, promises, false);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .satisfies(e ->
                        Scale.tell("planted bug %s: caught by kill -9: %s", PlantedBug.DATA_HELD_BACK, e.getMessage()));
    }

    /** Starts a process, kills it at some moment, and takes what it promised; tells how often it did. */
    private static int killed(String location, long seed, Random random, Promises promises) throws Exception {
        CountDownLatch ready = new CountDownLatch(1);
        int[] marks = {0};
        try (Child child = Child.start(
                AppendingProcess.class,
                AppendingProcess.arguments(
                        location, seed, random.nextInt(1_000_000), STEPS, Promised.COMMITTED, OUTPUT))) {
            Thread reader = new Thread(() -> marks[0] = read(child, ready, promises), "reads-marks");
            reader.start();
            // Now and then while it recovers, too.
            if (random.nextInt(4) > 0) {
                ready.await(60, TimeUnit.SECONDS);
            }
            boolean ended = child.endsWithin(random.nextInt(ready.getCount() > 0 ? 500 : 200));
            assertThat(ended).as("ended by itself").isFalse();
            child.kill();
            reader.join(TimeUnit.SECONDS.toMillis(60));
            assertThat(reader.isAlive()).isFalse();
        }
        return marks[0];
    }

    private static int read(Child child, CountDownLatch ready, Promises promises) {
        int marks = 0;
        try {
            for (String line = child.line(); line != null; line = child.line()) {
                if (line.equals("ready")) {
                    ready.countDown();
                } else {
                    // One that is no mark is an error of the store, on a disk that has none.
                    assertThat(Mark.of(line)).isNotNull();
                    promises.take(line);
                    marks++;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return -1;
        }
        return marks;
    }

    /** Checks the store, or a copy of it, so that the next process finds what the killed one left. */
    private Promises check(Path root, long seed, Promises promises, boolean copied) throws IOException {
        if (!Files.exists(root)) {
            return promises;
        }
        Path checked = root;
        if (copied) {
            checked = folder.resolve("copy");
            Machine.run("cp", "-a", root.toString(), checked.toString());
        }
        Promises after = new StoreCheck(checked, new Sent(seed)).run(promises);
        if (copied) {
            delete(checked);
            return promises;
        }
        return after;
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
