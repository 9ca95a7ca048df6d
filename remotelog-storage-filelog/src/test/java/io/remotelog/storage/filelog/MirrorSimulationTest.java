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
 * Random lives of a master and its replica, in virtual time, over a network, disks, clocks and machines that fail: the same
 * ones each time, or if asked for, half of them new. Each run has one thread of its own, and is the
 * same each time.
 *
 * <p>System properties: {@code remotelog.mirroring.runs} is how many; {@code remotelog.mirroring.seed} runs those from this seed
 * on instead; {@code remotelog.mirroring.fresh=true} has half of them new; {@code remotelog.mirroring.trace} prints all that is
 * done, and {@code remotelog.faults.trace} each operation of the disks, too.
 */
@ExtendWith(QuietLog.class)
class MirrorSimulationTest {
    private static final int RUNS = Integer.getInteger("remotelog.mirroring.runs", 2_000);
    private static final Long SEED = Long.getLong("remotelog.mirroring.seed");
    private static final boolean FRESH =
            System.getProperty("remotelog.mirroring.fresh", "false").equals("true");
    private static final int THREADS = 2;
    private static final int MAX_VIOLATIONS = 5;

    private final AtomicInteger violations = new AtomicInteger();

    @Test
    void replicaBecomesTheSameAfterWhateverWentWrong() throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        List<String> broken = SEED == null ? fixedAndFresh() : seeds(SEED, SEED + RUNS);
        System.out.printf(
                "%d simulated mirrors in %d s%n",
                RUNS, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
        assertThat(broken)
                .as("run one again with -Dremotelog.mirroring.seed=SEED -Dremotelog.mirroring.runs=1")
                .isEmpty();
    }

    /** Else it could not be run again. */
    @Test
    void seedGivesTheSameRunEachTime() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(SimRun.run(seed)).as("seed %d", seed).isEqualTo(SimRun.run(seed));
        }
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
                SimRun.run(seed);
            } catch (Violation violation) {
                violations.incrementAndGet();
                violation.printStackTrace();
                broken.add(violation.getMessage());
            }
        }
        return broken;
    }
}
