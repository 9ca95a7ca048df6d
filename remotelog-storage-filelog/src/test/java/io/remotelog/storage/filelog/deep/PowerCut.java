package io.remotelog.storage.filelog.deep;

import io.remotelog.storage.filelog.deep.CrashStates.State;
import io.remotelog.storage.filelog.deep.Recording.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cuts the power at moments of a {@link Recording}: makes the states that the disk can be left in, mounts each, recovers the
 * store, and checks it; then cuts the power once more right after the recovery.
 */
final class PowerCut {
    private static final int WORKERS = 2;

    private final Path folder;
    private final Recording recording;
    private final CrashStates states;
    private final Random random;
    private final int[] cuts;
    private int next;
    private final AtomicInteger checked = new AtomicInteger();
    private final AtomicInteger wrongCut = new AtomicInteger();

    PowerCut(Path folder, Recording recording, int number, long seed) throws IOException {
        this.folder = folder;
        this.recording = recording;
        random = new Random(seed);
        states = new CrashStates(recording.image(), recording.log(), random);
        cuts = recording.cuts(number, random);
    }

    /** What came before the cut after which something was wrong, for people. */
    List<String> story() {
        return recording.story(wrongCut.get());
    }

    /**
     * Cuts the power at a moment of a recording, and has the store used on what that leaves.
     *
     * @param plan of that use; with the seed of the recording, so that the same is sent
     */
    static Recording recordAfter(Path program, Path folder, Recording recording, Plan plan, Random random)
            throws IOException {
        Path image = Files.createDirectories(folder).resolve("image");
        int cut = recording.cuts(1, random)[0];
        new CrashStates(recording.image(), recording.log(), random).make(cut, image);
        return Recording.make(program, image, folder, recording.promises(cut), plan);
    }

    /** Checks all the states, or those up to the first that is wrong, which is an {@link AssertionError}. */
    void run() throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Path own = Files.createDirectories(folder.resolve("worker" + i));
                ends.add(workers.submit(() -> {
                    work(own);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                await(end);
            }
        } finally {
            // They use mounts, which the caller is about to take away.
            end(workers);
        }
    }

    private static void end(ExecutorService workers) {
        workers.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = workers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    int checked() {
        return checked.get();
    }

    private void await(Future<?> end) throws IOException {
        try {
            end.get();
        } catch (ExecutionException e) {
            stop();
            if (e.getCause() instanceof AssertionError wrong) {
                throw wrong;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private synchronized void stop() {
        next = cuts.length;
    }

    private void work(Path own) throws IOException {
        Path image = own.resolve("image");
        Path mounted = own.resolve("files");
        while (true) {
            State state;
            Promises promises;
            boolean twice;
            synchronized (this) {
                if (next == cuts.length) {
                    return;
                }
                state = states.make(cuts[next], image);
                promises = recording.promises(cuts[next]);
                twice = random.nextInt(2) == 0;
                next++;
            }
            try {
                check(image, mounted, promises, twice);
            } catch (AssertionError | IOException e) {
                stop();
                wrongCut.set(state.cut());
                throw new AssertionError(recording.plan() + ", " + state + ": " + e.getMessage(), e);
            }
            checked.incrementAndGet();
        }
    }

    private void check(Path image, Path mounted, Promises promises, boolean twice) throws IOException {
        Path root = mounted.resolve("log");
        StoreCheck check = new StoreCheck(root, new Sent(recording.plan().seed()));
        Promises after;
        try (Undo undo = new Undo()) {
            undo.later(() -> Mounts.unmount(mounted));
            Mounts.image(image, mounted);
            after = check.run(promises, twice ? () -> shutDown(mounted) : null);
        }
        if (twice) {
            try (Undo undo = new Undo()) {
                undo.later(() -> Mounts.unmount(mounted));
                Mounts.image(image, mounted);
                check.run(after);
            } catch (AssertionError e) {
                throw new AssertionError("after another loss of power, right after the recovery: " + e.getMessage(), e);
            }
        }
    }

    /** The file system drops what it has not written yet, and does nothing any more. */
    private static void shutDown(Path mounted) throws IOException {
        Machine.run("xfs_io", "-x", "-c", "shutdown", mounted.toString());
    }
}
