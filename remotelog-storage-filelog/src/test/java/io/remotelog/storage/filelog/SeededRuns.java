package io.remotelog.storage.filelog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Runs of something random, on two threads: half of the seeds are the same each time, and half of them new.
 *
 * <p>System properties, after a prefix: {@code runs} is how many; {@code seed} runs those from this seed on instead; {@code
 * fresh=false} has no new ones.
 */
final class SeededRuns {
    private static final int THREADS = 2;
    private static final int MAX_VIOLATIONS = 5;

    private final String prefix;
    private final int runs;
    private final LongConsumer run;
    private final AtomicInteger violations = new AtomicInteger();

    /**
     * Makes ready.
     *
     * @param prefix of the system properties, such as {@code remotelog.faults.}
     * @param run does the run of a seed, and throws a {@link Violation} if a promise is broken
     */
    SeededRuns(String prefix, int runs, LongConsumer run) {
        this.prefix = prefix;
        this.runs = Integer.getInteger(prefix + "runs", runs);
        this.run = run;
    }

    /** Runs all of them, and tells of those that broke a promise. */
    List<String> broken() throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        Long seed = Long.getLong(prefix + "seed");
        boolean fresh = !System.getProperty(prefix + "fresh", "true").equals("false");
        List<String> broken;
        if (seed != null) {
            broken = seeds(seed, seed + runs);
        } else if (fresh) {
            broken = new ArrayList<>(seeds(0, runs / 2));
            long first = System.currentTimeMillis() * runs;
            broken.addAll(seeds(first, first + runs - runs / 2));
        } else {
            broken = seeds(0, runs);
        }
        System.out.printf(
                "%d random runs in %d s; one again with -D%sseed=SEED -D%sruns=1%n",
                runs, Duration.ofNanos(System.nanoTime() - begin).toSeconds(), prefix, prefix);
        return broken;
    }

    private List<String> seeds(long from, long to) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<String>>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i;
                parts.add(threads.submit(() -> every(from + first, to)));
            }
            List<String> broken = new ArrayList<>();
            for (Future<List<String>> part : parts) {
                broken.addAll(part.get());
            }
            return broken;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> every(long from, long to) {
        List<String> broken = new ArrayList<>();
        for (long seed = from; seed < to && violations.get() < MAX_VIOLATIONS; seed += THREADS) {
            try {
                run.accept(seed);
            } catch (Violation violation) {
                violations.incrementAndGet();
                violation.printStackTrace();
                broken.add(violation.getMessage());
            }
        }
        return broken;
    }
}
