package io.remotelog.storage.filelog;

import org.junit.jupiter.api.Test;

/** Random days of a store on a disk that fails and crashes at random. */
class RandomFaultsTest {
    @Test
    void whatWasPromisedSurvivesRandomFaultsAndCrashes() {
        long begin = System.nanoTime();
        int runs = Integer.getInteger("remotelog.faults.runs", 2000);
        for (int seed = 0; seed < runs; seed++) {
            RandomPlay.run(seed, Plant.NONE);
        }
        System.out.printf("%d runs, %d ms%n", runs, (System.nanoTime() - begin) / 1_000_000);
    }
}
