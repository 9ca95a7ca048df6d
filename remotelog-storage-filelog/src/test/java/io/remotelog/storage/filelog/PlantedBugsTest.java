package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The random runs find the bugs that stores were caught with: else they would prove nothing. */
@ExtendWith(QuietLog.class)
class PlantedBugsTest {
    private static final int MAX_RUNS = 3_000;

    @Test
    void plantedBugsAreCaught() {
        StringBuilder missed = new StringBuilder();
        for (Map.Entry<String, Plant> bug : PlantedBugs.all().entrySet()) {
            Violation caught = null;
            long seed = 0;
            while (caught == null && seed < MAX_RUNS) {
                caught = runWith(bug.getValue(), seed);
                seed++;
            }
            if (caught == null) {
                missed.append(bug.getKey()).append('\n');
            } else {
                System.out.println(
                        "a store that " + bug.getKey() + ": caught after " + seed + " runs, by " + caught.getMessage());
            }
        }
        assertThat(missed.toString()).as("bugs that no run caught").isEmpty();
    }

    private static Violation runWith(Plant bug, long seed) {
        try {
            RandomPlay.run(seed, bug);
            return null;
        } catch (Violation violation) {
            return violation;
        }
    }
}
