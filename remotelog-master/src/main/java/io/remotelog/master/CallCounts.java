package io.remotelog.master;

import io.remotelog.protocol.v1.Result;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what Appends and Reads come to. Any thread. */
final class CallCounts {
    private final LongAdder batches = new LongAdder();
    private final LongAdder batchRecords = new LongAdder();
    private final Map<Result, LongAdder> answers = new EnumMap<>(Result.class);
    private final LongAdder readRecords = new LongAdder();

    CallCounts() {
        for (Result result : Result.values()) {
            if (result != Result.UNRECOGNIZED) {
                answers.put(result, new LongAdder());
            }
        }
    }

    /** A batch of so many records came on an Append. */
    void batch(int records) {
        batches.increment();
        batchRecords.add(records);
    }

    /** A batch was answered. */
    void answered(Result result) {
        answers.get(result).increment();
    }

    /** So many records were sent to a Read. */
    void read(int records) {
        readRecords.add(records);
    }

    /** What was counted so far, with how many of both are open. */
    CallStatus status(int appends, int reads) {
        Map<Result, Long> counts = new EnumMap<>(Result.class);
        answers.forEach((result, count) -> counts.put(result, count.sum()));
        return new CallStatus(appends, batches.sum(), batchRecords.sum(), counts, reads, readRecords.sum());
    }
}
