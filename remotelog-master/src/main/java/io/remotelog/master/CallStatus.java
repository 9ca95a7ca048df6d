package io.remotelog.master;

import io.remotelog.protocol.v1.Result;
import java.util.Map;

/**
 * What the Appends and Reads of applications have come to since a master was started, and how many are open.
 *
 * @param appends Append streams that are open
 * @param batches batches that came on Append streams
 * @param batchRecords records in them
 * @param answers batches that were answered, by what they were told; each answer is there
 * @param reads Reads that are open
 * @param readRecords records that were sent to them
 */
public record CallStatus(
        int appends, long batches, long batchRecords, Map<Result, Long> answers, int reads, long readRecords) {

    /** Copies the answers. */
    public CallStatus {
        answers = Map.copyOf(answers);
    }
}
