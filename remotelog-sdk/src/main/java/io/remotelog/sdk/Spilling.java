package io.remotelog.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Decides when records go by way of the spill, and brings them back. Of the thread that sends.
 *
 * <p>Once a record waits for a second, or half of the room is taken, all that is in memory goes to the spill, in order, and what comes
 * goes behind it, until the spill is read to its end. What the stream was given stays in memory, too, and is not read.
 */
final class Spilling {
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** While records go by way of the disk anyway, they wait for each other: each batch has its price there. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Of more records than these nobody is told when they are acknowledged: who waits takes memory. */
    private static final int MAX_RECEIPTS = 100_000;

    private final Spill spill;
    private final SendBuffer buffer;
    private final Window window;
    private final Verdict verdict;
    private final Map<UUID, Producer> producers = new HashMap<>();

    /** Of batches that are in the spill only, in their order. */
    private final Deque<Waiting> receipts = new ArrayDeque<>();

    private int receiptRecords;
    private boolean active;
    private int unwritten;
    private long unwrittenRecords;
    private int unwrittenOfWindow;
    private boolean ending;

    Spilling(Spill spill, SendBuffer buffer, Window window, Verdict verdict, Consumer<Runnable> tell) {
        this.spill = spill;
        this.buffer = buffer;
        this.window = window;
        this.verdict = verdict;
        this.active = spill.waiting() > 0;
        spill.start(batch -> tell.accept(() -> written(batch)));
    }

    private record Waiting(long spillIndex, int records, List<PendingReceipt> receipts) {}

    /** Whether new records go to the spill. */
    boolean isActive() {
        return active;
    }

    /** Whether there may be a batch to read. */
    boolean isReadable() {
        return active && unwrittenOfWindow == 0 && spill.recordsRead() < spill.handedOver() - unwrittenRecords;
    }

    /** Begins to spill if it is time, and hands over what is to go there. */
    void step(Producer producer) {
        long now = System.nanoTime();
        if (!active && isTime(now)) {
            active = true;
            for (Batch batch : window.held()) {
                if (!batch.isHandedToSpill()) {
                    unwrittenOfWindow++;
                    write(batch);
                }
            }
        }
        if (active) {
            handOver(producer, buffer.isHalfFull() ? now : now - LINGER_NANOS);
            active = unwritten > 0 || spill.recordsRead() < spill.handedOver();
        }
    }

    private void handOver(Producer producer, long begunBeforeNanos) {
        for (Batch next = buffer.take(begunBeforeNanos); next != null; next = buffer.take(begunBeforeNanos)) {
            next.number(producer);
            write(next);
        }
    }

    private void write(Batch batch) {
        producers.putIfAbsent(batch.producer().id(), batch.producer());
        unwritten++;
        unwrittenRecords += batch.records();
        spill.write(batch);
    }

    private boolean isTime(long now) {
        OptionalLong oldest = oldestNanos();
        return oldest.isPresent() && (now - oldest.getAsLong() >= AWAY_NANOS || buffer.isHalfFull());
    }

    private OptionalLong oldestNanos() {
        for (Batch batch : window.held()) {
            if (!batch.isHandedToSpill()) {
                return OptionalLong.of(batch.begunNanos());
            }
        }
        return buffer.oldestNanos();
    }

    long nanosUntilWork(long now) {
        OptionalLong oldest = active ? buffer.oldestNanos() : oldestNanos();
        if (oldest.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return Math.max(1, oldest.getAsLong() + (active ? LINGER_NANOS : AWAY_NANOS) - now);
    }

    private void written(Batch batch) {
        unwritten--;
        unwrittenRecords -= batch.records();
        batch.release(buffer);
        if (unwrittenOfWindow > 0) {
            unwrittenOfWindow--;
            pass(batch);
        } else if (batch.hasReceipts()) {
            keepReceipts(batch);
        }
    }

    private void pass(Batch batch) {
        try {
            spill.pass(batch);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the spill: " + e.getMessage(), e);
        }
    }

    private void keepReceipts(Batch batch) {
        Waiting waiting = new Waiting(batch.spillIndex(), batch.records(), batch.takeReceipts());
        if (ending || receiptRecords + batch.records() > MAX_RECEIPTS) {
            fail(waiting, ending ? "closed" : "too many records wait");
        } else {
            receiptRecords += batch.records();
            receipts.add(waiting);
        }
    }

    private void fail(Waiting waiting, String why) {
        SendException failure = verdict.spilled(why);
        Settling.run(() -> {
            for (PendingReceipt receipt : waiting.receipts()) {
                if (receipt != null) {
                    receipt.completeExceptionally(failure);
                }
            }
        });
    }

    /** The next batch of the spill; null if there is none yet. */
    Batch next() {
        if (!isReadable()) {
            return null;
        }
        try {
            Batch batch = spill.next(this::producer);
            if (batch != null) {
                attachReceipts(batch);
            }
            return batch;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the spill: " + e.getMessage(), e);
        }
    }

    private void attachReceipts(Batch batch) {
        Waiting first = receipts.peek();
        if (first != null && first.spillIndex() == batch.spillIndex()) {
            batch.setReceipts(receipts.remove().receipts());
            receiptRecords -= first.records();
        }
        Producer present = batch.producer().present();
        if (present != batch.producer()) {
            batch.number(present);
        }
    }

    private Producer producer(UUID id) {
        return producers.computeIfAbsent(id, Producer::ofEarlierRun);
    }

    /** The batch is settled: the spill need not keep it. Any thread. */
    void settled(Batch batch) {
        if (batch.isHandedToSpill()) {
            spill.acknowledged(batch);
        }
    }

    /** The batch is left in the spill, where {@link #end} has put it. */
    void left(Batch batch) {
        if (batch.hasReceipts()) {
            fail(new Waiting(batch.spillIndex(), batch.records(), batch.takeReceipts()), "closed");
        }
    }

    /** Puts everything into the spill that is in memory, and tells those who wait that it is there. */
    void end(Producer producer) {
        ending = true;
        for (Batch batch : window.held()) {
            if (!batch.isHandedToSpill()) {
                unwrittenOfWindow++;
                write(batch);
            }
        }
        handOver(producer, System.nanoTime());
        try {
            spill.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the spill: " + e.getMessage(), e);
        }
        receipts.forEach(waiting -> fail(waiting, "closed"));
        receipts.clear();
    }
}
