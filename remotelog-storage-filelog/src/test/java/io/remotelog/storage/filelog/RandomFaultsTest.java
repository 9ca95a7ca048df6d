package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random days of a store on a disk that fails and crashes at random: half of them the same each time, half of them new.
 *
 * <p>System properties: {@code remotelog.faults.runs} is how many; {@code remotelog.faults.seed} runs those from this seed on
 * instead; {@code remotelog.faults.fresh=false} has no new ones; {@code remotelog.faults.trace} prints all that is done.
 */
@ExtendWith(QuietLog.class)
class RandomFaultsTest {
    private static final int RUNS = Integer.getInteger("remotelog.faults.runs", 20_000);
    private static final Long SEED = Long.getLong("remotelog.faults.seed");
    private static final boolean FRESH =
            !System.getProperty("remotelog.faults.fresh", "true").equals("false");
    private static final int THREADS = 2;
    private static final int MAX_VIOLATIONS = 5;

    private final AtomicInteger violations = new AtomicInteger();

    @Test
    void whatWasPromisedSurvivesRandomFaultsAndCrashes() throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        List<String> broken = SEED == null ? fixedAndFresh() : seeds(SEED, SEED + RUNS);
        System.out.printf(
                "%d random runs in %d s%n",
                RUNS, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        assertThat(broken)
                .as("run one again with -Dremotelog.faults.seed=SEED -Dremotelog.faults.runs=1")
                .isEmpty();
    }

    private List<String> fixedAndFresh() throws InterruptedException, ExecutionException {
        if (!FRESH) {
            return seeds(0, RUNS);
        }
        long fresh = System.currentTimeMillis() * RUNS;
        List<String> broken = new ArrayList<>(seeds(0, RUNS / 2));
        broken.addAll(seeds(fresh, fresh + RUNS - RUNS / 2));
        return broken;
    }

    private List<String> seeds(long from, long to) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<String>>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i;
                parts.add(threads.submit(() -> run(from + first, to)));
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

    private List<String> run(long from, long to) {
        List<String> broken = new ArrayList<>();
        for (long seed = from; seed < to && violations.get() < MAX_VIOLATIONS; seed += THREADS) {
            try {
                RandomPlay.run(seed, Plant.NONE);
            } catch (Violation violation) {
                violations.incrementAndGet();
                violation.printStackTrace();
                broken.add(violation.getMessage());
            }
        }
        return broken;
    }
}
