package io.remotelog.sdk;

import io.remotelog.api.Days;
import io.remotelog.api.Position;
import io.remotelog.protocol.v1.Run;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Settles records: counts what became of them, and warns of those that failed, gives back their room, completes their futures; in
 * this order. Any thread.
 */
final class Settlement {
    private final SendBuffer buffer;
    private final Counters counters;
    private final Warnings warnings;

    Settlement(SendBuffer buffer, Counters counters, Warnings warnings) {
        this.buffer = buffer;
        this.counters = counters;
        this.warnings = warnings;
    }

    /** All of a batch is in the log. */
    void acknowledged(Batch batch, List<Run> runs, boolean replicated) {
        counters.acknowledged.addAndGet(batch.records());
        release(batch);
        if (batch.hasReceipts()) {
            Settling.run(() -> complete(batch, runs, replicated));
        }
    }

    private static void complete(Batch batch, List<Run> runs, boolean replicated) {
        int known = runs.stream().mapToInt(Run::getRecords).sum();
        int index = 0;
        Receipt unknownPlace = new Receipt(Optional.empty(), replicated);
        for (; index < batch.records() - known; index++) {
            complete(batch.receipt(index), unknownPlace);
        }
        for (Run run : runs) {
            LocalDate day = Days.parse(run.getDate());
            for (int i = 0; i < run.getRecords() && index < batch.records(); i++, index++) {
                PendingReceipt receipt = batch.receipt(index);
                if (receipt != null) {
                    receipt.complete(new Receipt(Optional.of(new Position(day, run.getFirstId() + i)), replicated));
                }
            }
        }
    }

    private static void complete(PendingReceipt pending, Receipt receipt) {
        if (pending != null) {
            pending.complete(receipt);
        }
    }

    /** All of a batch fails. */
    void failed(Batch batch, SendException failure) {
        failed(failure, batch.records());
        release(batch);
        if (batch.hasReceipts()) {
            Settling.run(() -> {
                for (int i = 0; i < batch.records(); i++) {
                    fail(batch.receipt(i), failure);
                }
            });
        }
    }

    private void failed(SendException failure, int records) {
        counters.failed(failure.outcome(), records);
        warnings.warn("failed", "records are lost or uncertain: " + failure.getMessage());
    }

    /** One record of a batch is settled; it counts for its own room, if it has any. One of the last two is null. */
    void settled(boolean hasRoom, int bytes, PendingReceipt pending, Receipt receipt, SendException failure) {
        if (failure == null) {
            counters.acknowledged.incrementAndGet();
        } else {
            failed(failure, 1);
        }
        if (hasRoom) {
            buffer.release(1, bytes);
        }
        Settling.run(() -> {
            if (failure == null) {
                complete(pending, receipt);
            } else {
                fail(pending, failure);
            }
        });
    }

    private static void fail(PendingReceipt pending, SendException failure) {
        if (pending != null) {
            pending.completeExceptionally(failure);
        }
    }

    private void release(Batch batch) {
        batch.release(buffer);
    }
}
