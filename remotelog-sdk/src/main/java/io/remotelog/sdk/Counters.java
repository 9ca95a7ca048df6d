package io.remotelog.sdk;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what became of records. Any thread. */
final class Counters {
    final AtomicLong acknowledged = new AtomicLong();
    final AtomicLong notReplicated = new AtomicLong();
    final AtomicLong notSent = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
    final AtomicLong retriedBatches = new AtomicLong();

    void failed(SendException.Outcome outcome, int records) {
        switch (outcome) {
            case NOT_SENT -> notSent.addAndGet(records);
            case REFUSED -> refused.addAndGet(records);
            case UNKNOWN -> unknown.addAndGet(records);
            case SPILLED -> {
                // Not settled: it is counted when it is sent.
            }
        }
    }
}
