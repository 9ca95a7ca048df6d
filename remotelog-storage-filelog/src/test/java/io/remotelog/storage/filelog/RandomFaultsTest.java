package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random days of a store on a disk that fails and crashes at random.
 *
 * <p>System properties: those of {@link SeededRuns} after {@code remotelog.faults.}, and {@code remotelog.faults.trace} prints all
 * that is done.
 */
@ExtendWith(QuietLog.class)
class RandomFaultsTest {
    @Test
    void whatWasPromisedSurvivesRandomFaultsAndCrashes() throws InterruptedException, ExecutionException {
        assertThat(new SeededRuns("remotelog.faults.", 20_000, seed -> RandomPlay.run(seed, Plant.NONE)).broken())
                .isEmpty();
    }
}
