package io.remotelog.sdk;

import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.remotelog.protocol.ingest.AppLogRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends each record by a call of its own, as a go-remote-log master has it, at most once. One thread submits; calls end on the
 * network's threads.
 */
final class SingleCalls {
    /** Beyond so many records that are not settled no batch is taken: each call has its price in memory. */
    static final int MAX_RECORDS = 10_000;

    private final ManagedChannel channel;
    private final Verdict verdict;
    private final Settlement settlement;
    private final Outbox outbox;
    private final long deadlineNanos;
    private final Consumer<Batch> whenSettled;
    private final Runnable wakeUp;
    private final AtomicInteger records = new AtomicInteger();

    /** Batches with records that are not settled, and settled ones behind such; oldest first. */
    private final Deque<UnderWay> underWay = new ArrayDeque<>();

    private volatile boolean connectionLost;

    /**
     * Makes one without calls.
     *
     * @param channel one with a connection
     * @param whenSettled is given each batch of which all records are settled, on any thread
     * @param wakeUp runs on any thread when there is room, or nothing under way any more, or the connection is lost
     */
    SingleCalls(
            ManagedChannel channel,
            Verdict verdict,
            Settlement settlement,
            long deadlineNanos,
            Consumer<Batch> whenSettled,
            Runnable wakeUp) {
        this.channel = channel;
        this.verdict = verdict;
        this.settlement = settlement;
        this.outbox = new Outbox(new Reconnection(channel));
        this.deadlineNanos = deadlineNanos;
        this.whenSettled = whenSettled;
        this.wakeUp = wakeUp;
        channel.notifyWhenStateChanged(ConnectivityState.READY, () -> {
            connectionLost = true;
            wakeUp.run();
        });
    }

    private record UnderWay(Batch batch, AtomicInteger left) {}

    /** Whether another batch may be submitted. */
    boolean hasRoom() {
        return records.get() < MAX_RECORDS;
    }

    /** Whether the master may be another one by now. */
    boolean isConnectionLost() {
        return connectionLost;
    }

    boolean isEmpty() {
        return records.get() == 0;
    }

    /** Ends the connection; what is under way fails. Returns it, to wait for. */
    ManagedChannel end() {
        return isEmpty() ? channel.shutdown() : channel.shutdownNow();
    }

    /** The oldest batch that is not settled; empty if there is none. */
    Optional<Batch> oldest() {
        while (!underWay.isEmpty() && underWay.peek().left().get() == 0) {
            underWay.remove();
        }
        return Optional.ofNullable(underWay.peek()).map(UnderWay::batch);
    }

    /** Starts a call for each record, in their order. */
    void submit(Batch batch) {
        Optional<Batch> unused = oldest();
        UnderWay entry = new UnderWay(batch, new AtomicInteger(batch.records()));
        underWay.add(entry);
        records.addAndGet(batch.records());
        long left = (batch.hasRoom() ? batch.lastNanos() : System.nanoTime()) + deadlineNanos - System.nanoTime();
        Deadline deadline = Deadline.after(left, TimeUnit.NANOSECONDS);
        int offset = 0;
        for (int i = 0; i < batch.records(); i++) {
            int length = batch.length(i);
            AppLogRequest request = AppLogRequest.newBuilder()
                    .setDataType(batch.type(i))
                    .setData(batch.payload(offset, length))
                    .build();
            PendingReceipt pending = batch.receipt(i);
            SendCall call = new SendCall(
                    channel,
                    request,
                    deadline,
                    verdict,
                    outbox,
                    (receipt, failure) -> settled(entry, length, pending, receipt, failure));
            if (pending != null) {
                pending.call = call;
            }
            outbox.submit(call);
            offset += length;
        }
    }

    private void settled(UnderWay entry, int bytes, PendingReceipt pending, Receipt receipt, SendException failure) {
        try {
            settlement.settled(entry.batch().hasRoom(), bytes, pending, receipt, failure);
        } finally {
            boolean isLast = entry.left().decrementAndGet() == 0;
            if (isLast) {
                whenSettled.accept(entry.batch());
            }
            if (records.decrementAndGet() == MAX_RECORDS - 1 || isLast) {
                wakeUp.run();
            }
        }
    }
}
