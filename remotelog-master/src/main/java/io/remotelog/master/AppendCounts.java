package io.remotelog.master;

import io.remotelog.api.TimeCounts;
import io.remotelog.api.TimeHistogram;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of records. The appender tells of commits, any thread of refusals; any thread reads. */
final class AppendCounts {
    private final LongAdder appended = new LongAdder();
    private final LongAdder committed = new LongAdder();
    private final LongAdder committedBytes = new LongAdder();
    private final TimeCounts commitTimes = new TimeCounts();
    private final Map<RefusalReason, LongAdder> refused = new EnumMap<>(RefusalReason.class);

    AppendCounts() {
        for (RefusalReason reason : RefusalReason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** So many records were given to the store. */
    void appended(int records) {
        appended.add(records);
    }

    /** Records were committed, with so many bytes of payloads; the commit took so long. */
    void committed(int records, long bytes, long nanos) {
        committed.add(records);
        committedBytes.add(bytes);
        commitTimes.add(nanos);
    }

    void refused(Throwable reason, int records) {
        refused.get(RefusalReason.of(reason)).add(records);
    }

    long appended() {
        return appended.sum();
    }

    long committed() {
        return committed.sum();
    }

    long committedBytes() {
        return committedBytes.sum();
    }

    Map<RefusalReason, Long> refused() {
        Map<RefusalReason, Long> counts = new EnumMap<>(RefusalReason.class);
        refused.forEach((reason, count) -> counts.put(reason, count.sum()));
        return counts;
    }

    TimeHistogram commitTimes() {
        return commitTimes.histogram();
    }
}
