package io.remotelog.bench;

import java.time.Duration;

/**
 * How much of everything the ingest set has.
 *
 * @param warmUp what is run before it counts, of each kind
 * @param rounds of each kind
 * @param round how long one lasts
 * @param rate records a second of the paced stream
 * @param paced how long that lasts
 */
record IngestSizes(Duration warmUp, int rounds, Duration round, int rate, Duration paced) {
    /**
     * What is asked for, in about four minutes. After 10 s of single calls both JVMs still compile, on the processors that are
     * measured: the rounds that follow tell three times as much at the end as at the beginning.
     */
    static IngestSizes full() {
        return new IngestSizes(Duration.ofSeconds(25), 7, Duration.ofSeconds(2), 100_000, Duration.ofSeconds(15));
    }
}
