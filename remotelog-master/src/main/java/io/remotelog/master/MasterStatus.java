package io.remotelog.master;

import io.remotelog.api.TimeHistogram;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a master has done since it was started, and how it stands.
 *
 * @param appended records that were given to the store; some may wait for their commit, or have been refused then
 * @param committed records that were committed
 * @param committedBytes their payloads
 * @param refused records that were refused, by reason; each reason is there
 * @param queuedBytes what waits or is being committed, with 256 bytes for each record besides its payload
 * @param maxQueuedBytes how much of that there may be before callers wait: as configured, or less on a slow disk
 * @param commitTimes how long commits took: under {@code fsync=commit} each has an fsync
 * @param trouble why records have been refused by the store within {@link #TROUBLE_LASTS}; empty if none was, or a commit succeeded
 *     since
 * @param appending whether the thread that appends is running
 */
public record MasterStatus(
        long appended,
        long committed,
        long committedBytes,
        Map<RefusalReason, Long> refused,
        long queuedBytes,
        long maxQueuedBytes,
        TimeHistogram commitTimes,
        Optional<String> trouble,
        boolean appending) {

    /** After this a refusal says nothing of now: nobody may have tried since. */
    public static final Duration TROUBLE_LASTS = Duration.ofSeconds(10);

    /** Checks that all is given. */
    public MasterStatus {
        refused = Map.copyOf(refused);
        Objects.requireNonNull(commitTimes, "commitTimes");
        Objects.requireNonNull(trouble, "trouble");
    }
}
