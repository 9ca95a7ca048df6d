package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random lives of a master and its replica, in virtual time, over a network, disks, clocks and machines that fail. Each run has
 * one thread of its own.
 *
 * <p>System properties: those of {@link SeededRuns} after {@code remotelog.mirroring.}; {@code remotelog.mirroring.trace} prints
 * all that is done, and {@code remotelog.faults.trace} each operation of the disks, too.
 */
@ExtendWith(QuietLog.class)
class MirrorSimulationTest {
    @Test
    void replicaBecomesTheSameAfterWhateverWentWrong() throws InterruptedException, ExecutionException {
        assertThat(new SeededRuns("remotelog.mirroring.", 2_000, SimRun::run).broken())
                .isEmpty();
    }

    /** Else it could not be run again. */
    @Test
    void seedGivesTheSameRunEachTime() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(SimRun.run(seed)).as("seed %d", seed).isEqualTo(SimRun.run(seed));
        }
    }
}
