package io.remotelog.bench;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How much there is to scan: more than a processor's caches hold, at most one data file. */
@State(Scope.Benchmark)
public class ScanSize {
    /** Records in one call of a benchmark, which goes on where the last one stopped, and from the end to the beginning. */
    static final int RECORDS_A_CALL = 10_000;

    /** The size of the data, in units of a million bytes. */
    @Param("100")
    public int dataMegabytes;

    int records(int payloadBytes) {
        return Math.min(Sizes.RECORDS_A_DATA_FILE, dataMegabytes * 1_000_000 / (Sizes.HEADER_BYTES + payloadBytes));
    }
}
