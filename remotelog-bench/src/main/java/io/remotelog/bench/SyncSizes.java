package io.remotelog.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much of everything the mirroring set has.
 *
 * @param records100 records of 100 B to catch up with
 * @param records1k records of 1 KiB
 * @param rounds of catching up and sendfile in turn
 * @param rate records a second of the live link
 * @param warmUp how long they flow before they count
 * @param live how long they count
 * @param idle how long the link is idle then
 * @param replicas how many are on one master
 * @param rates records a second that those are tried with, until all are current
 * @param crowded how long those flow
 */
record SyncSizes(
        int records100,
        int records1k,
        int rounds,
        int rate,
        Duration warmUp,
        Duration live,
        Duration idle,
        int replicas,
        List<Integer> rates,
        Duration crowded) {

    /** What is asked for, in less than five minutes. */
    static SyncSizes full() {
        return new SyncSizes(
                5_000_000,
                1_000_000,
                7,
                20_000,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                30,
                List.of(20_000, 10_000, 5_000, 2_500),
                Duration.ofSeconds(10));
    }

    int records(int payloadBytes) {
        return payloadBytes == 100 ? records100 : records1k;
    }
}
