package io.remotelog.storage.filelog.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.remotelog.api.StoreFullException;
import io.remotelog.storage.filelog.PlantedBug;
import io.remotelog.storage.filelog.deep.AppendingProcess.Promised;
import io.remotelog.storage.filelog.deep.FailingCalls.Call;
import io.remotelog.storage.filelog.deep.FailingCalls.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls to the system fail, for a while: what is refused is refused with an error that says why, and the same process goes on
 * afterwards.
 */
@Tag("deep")
@Timeout(1200)
class FailedCallsIT {
    private static final List<String> LOCATIONS = List.of(
            "filelog:%s?fsync=commit",
            "planted:%s?sizes=small&fsync=commit",
            "filelog:%s?fsync=interval=5ms",
            "planted:%s?sizes=small&fsync=interval=2ms",
            "filelog:%s?fsync=never");
    private static final List<String> PATHS =
            List.of("/log/", "/log/", "/journal", "/data0", "/index", "/crc32c", "/checkpoint", "/finish");
    private static final List<Call> CALLS = List.of(Call.values());
    private static final List<Errno> ERRORS = List.of(Errno.values());
    private static final int STEPS = 10_000_000;
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int MARKS_AFTERWARDS = 5;

    /** One time in which calls fail. */
    private interface Episode {
        void run(FailingCalls calls, Watched watched);
    }

    @TempDir
    Path folder;

    /** What failed so far, and what was refused. */
    private int failed;

    private final List<String> refused = new ArrayList<>();

    @Test
    void whatFailsIsNamedAndAppendsGoOn() throws Exception {
        int episodes = Scale.of(60, 400);
        Random random = new Random(1);
        for (int i = 0; i < LOCATIONS.size(); i++) {
            Path root = Files.createDirectories(folder.resolve("store" + i)).resolve("log");
            run(String.format(LOCATIONS.get(i), root), root, i, episodes / LOCATIONS.size(), random);
        }
        Scale.tell("failed calls: %d episodes, %d calls failed, %d times refused", episodes, failed, refused.size());
    }

    @Test
    void theJournalGoesOnAfterShortWrites() throws Exception {
        Path root = folder.resolve("log");
        Random random = new Random(1);
        String location = String.format(LOCATIONS.get(0), root);
        run(
                location,
                root,
                1,
                10,
                (calls, watched) -> episode(calls, watched, Call.WRITE, Errno.SHORT, "/journal", random));
        assertThat(failed).isPositive();
    }

    @Test
    void aPlantedBugIsCaught() {
        Path root = folder.resolve("log");
        String location = "planted:" + root + "?fsync=commit&bug=" + PlantedBug.ERRORS_SWALLOWED;
        Throwable caught = catchThrowable(() -> run(location, root, 1, 100, new Random(1)));
        assertThat(caught).isInstanceOf(AssertionError.class);
        Scale.tell(
                "planted bug %s: caught by failed calls: %s",
                PlantedBug.ERRORS_SWALLOWED, caught.getMessage().strip());
    }

    private void run(String location, Path root, long seed, int episodes, Random random) throws Exception {
        run(location, root, seed, episodes, (calls, watched) -> episode(calls, watched, random));
    }

    private void run(String location, Path root, long seed, int episodes, Episode episode) throws Exception {
        FailingCalls calls = new FailingCalls(folder);
        Watched watched = new Watched();
        try (Child child = Child.start(
                calls.environment(),
                AppendingProcess.class,
                AppendingProcess.arguments(location, seed, 1, STEPS, Promised.COMMITTED, Path.of("/dev/stdout")))) {
            Thread reader = new Thread(() -> watched.read(child), "reads-marks");
            reader.start();
            watched.awaitMarks(1);
            for (int i = 0; i < episodes; i++) {
                episode.run(calls, watched);
            }
            child.kill();
            reader.join();
        }
        new StoreCheck(root, new Sent(seed)).run(watched.promises);
    }

    private void episode(FailingCalls calls, Watched watched, Random random) {
        Call call = CALLS.get(random.nextInt(CALLS.size()));
        // The last one is of a write only.
        Errno error = ERRORS.get(random.nextInt(ERRORS.size() - (call == Call.WRITE ? 0 : 1)));
        String path = call == Call.MKDIR || call == Call.RENAME ? "/log/" : PATHS.get(random.nextInt(PATHS.size()));
        episode(calls, watched, call, error, path, random);
    }

    private void episode(FailingCalls calls, Watched watched, Call call, Errno error, String path, Random random) {
        int before = watched.refused().size();
        calls.fail(call, error, path, random.nextInt(8), 1 + random.nextInt(4));
        try {
            // Some never happen, such as a failed cut of a file that is not cut.
            Awaitility.await().atMost(Duration.ofMillis(150)).until(() -> calls.failed() > 0);
        } catch (ConditionTimeoutException e) {
            assertThat(calls.failed()).isGreaterThanOrEqualTo(0);
        }
        calls.stop();
        String what = call + " " + error + " " + path;
        watched.awaitMarks(MARKS_AFTERWARDS, what);
        failed += calls.failed();
        List<String> since = watched.refused().subList(before, watched.refused().size());
        refused.addAll(since);
        if (error == Errno.SHORT) {
            assertThat(since).as(what).isEmpty();
        }
        for (String line : since) {
            assertThat(line).as(what).containsIgnoringCase(error.message());
            assertThat(line.contains(StoreFullException.class.getName()))
                    .as(what + ": " + line)
                    .isEqualTo(error.isFull());
        }
    }

    /** What a process says; one thread reads, another one waits. */
    private static final class Watched {
        private static final String REFUSED = "refused: ";

        private final Promises promises = new Promises();
        private final List<String> refused = new ArrayList<>();
        private final AtomicBoolean ended = new AtomicBoolean();
        private int marks;

        void read(Child child) {
            try {
                for (String line = child.line(); line != null; line = child.line()) {
                    take(line);
                }
            } catch (IOException e) {
                refuse(REFUSED + e);
            }
            ended.set(true);
        }

        private synchronized void refuse(String line) {
            refused.add(line);
        }

        private synchronized void take(String line) {
            if (line.startsWith(REFUSED)) {
                refused.add(line);
            } else if (line.matches("[A-Z]+ [0-9-]+ [0-9]+")) {
                promises.take(line);
                marks++;
            }
        }

        synchronized List<String> refused() {
            return List.copyOf(refused);
        }

        private synchronized int marks() {
            return marks;
        }

        void awaitMarks(int more) {
            awaitMarks(more, "at first");
        }

        void awaitMarks(int more, String after) {
            int want = marks() + more;
            Awaitility.await("appends go on after " + after)
                    .atMost(BOUND)
                    .failFast("the process ended after " + after, ended::get)
                    .until(() -> marks() >= want);
        }
    }
}
