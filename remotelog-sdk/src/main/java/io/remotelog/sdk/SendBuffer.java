package io.remotelog.sdk;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts records into batches, and bounds those that are accepted and not settled. Any thread adds; one thread takes.
 *
 * <p>Its lock is held for copying one payload, never while anything is waited for.
 *
 * <p>Waiters for room are woken one at a time, longest waiting first, each waking the next if there is still room: with many
 * senders, waking all at each answer would cost more than the sending.
 */
final class SendBuffer {
    private final long maxBytes;
    private final int configuredMaxRecords;
    private final int maxBatchBytes;
    private final Runnable wakeUp;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    /** Full batches, oldest first. */
    private final Deque<Batch> sealed = new ArrayDeque<>();

    /** The one that records are added to; null if there is none. */
    private Batch open;

    private long nextOrdinal = 1;
    private int lastBatchBytes;
    private int maxRecords;
    private long bytes;
    private int records;
    private long accepted;
    private boolean closed;

    /**
     * Makes an empty one.
     *
     * @param wakeUp runs when there is a batch more; must not block
     */
    SendBuffer(RemoteLogConfig config, Runnable wakeUp) {
        this.maxBytes = config.maxUnansweredBytes();
        this.configuredMaxRecords = config.maxUnansweredRecords();
        this.maxRecords = configuredMaxRecords;
        this.maxBatchBytes = config.maxBatchBytes();
        this.wakeUp = wakeUp;
    }

    /** How adding went. */
    enum Added {
        ADDED,
        FULL,
        CLOSED
    }

    /**
     * Adds a record, waiting for room.
     *
     * @param receipt completed when the record is settled; null if nobody waits for it
     * @param waitNanos how long to wait at most; 0: not at all
     */
    Added add(short type, ByteBuffer payload, PendingReceipt receipt, long waitNanos) throws InterruptedException {
        int length = payload.remaining();
        boolean isNews;
        lock.lock();
        try {
            long left = waitNanos;
            while (!closed && !fits(length)) {
                if (left <= 0) {
                    return Added.FULL;
                }
                left = room.awaitNanos(left);
            }
            if (closed) {
                return Added.CLOSED;
            }
            boolean wasHalfFull = hasHalf();
            isNews = put(type, payload, receipt, length);
            records++;
            accepted++;
            bytes += length;
            isNews |= hasHalf() && !wasHalfFull;
        } finally {
            // Also when this thread gives up: the wake-up that it may have used belongs to the next one.
            if (waitNanos > 0 && fits(0)) {
                room.signal();
            }
            lock.unlock();
        }
        if (isNews) {
            wakeUp.run();
        }
        return Added.ADDED;
    }

    /** Returns whether the thread that takes should look. */
    private boolean put(short type, ByteBuffer payload, PendingReceipt receipt, int length) {
        long now = System.nanoTime();
        boolean isNews = false;
        if (open != null && !open.hasRoomFor(length, maxBatchBytes)) {
            seal();
            isNews = true;
        }
        if (open == null) {
            open = new Batch(nextOrdinal++, now, Math.max(length, lastBatchBytes));
            isNews = true;
        }
        open.add(type, payload, receipt, now);
        if (!open.hasRoomFor(1, maxBatchBytes)) {
            seal();
            isNews = true;
        }
        return isNews;
    }

    private void seal() {
        lastBatchBytes = open.bytes();
        sealed.add(open);
        open = null;
    }

    /**
     * Takes the oldest batch.
     *
     * @param begunBeforeNanos one that can take more records only if it was begun before this
     * @return null if there is none
     */
    Batch take(long begunBeforeNanos) {
        lock.lock();
        try {
            sealIfBegunBefore(begunBeforeNanos);
            return sealed.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets a batch that was begun before this take no more records: they would wait for each other's ends. */
    void sealIfBegunBefore(long nanos) {
        lock.lock();
        try {
            if (open != null && open.begunNanos() - nanos <= 0) {
                seal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes the batches out whose last record came before this. */
    List<Batch> takeOlderThan(long nanos) {
        lock.lock();
        try {
            List<Batch> old = new ArrayList<>();
            while (!sealed.isEmpty() && sealed.peek().lastNanos() - nanos <= 0) {
                old.add(sealed.remove());
            }
            if (sealed.isEmpty() && open != null && open.lastNanos() - nanos <= 0) {
                old.add(open);
                open = null;
            }
            return old;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a record back that no batch taken has; its room is free again. */
    boolean withdraw(PendingReceipt receipt) {
        lock.lock();
        try {
            List<Batch> batches = new ArrayList<>(sealed);
            if (open != null) {
                batches.add(open);
            }
            for (Batch batch : batches) {
                int index = batch.indexOf(receipt);
                if (index >= 0) {
                    free(1, batch.length(index));
                    batch.remove(index);
                    if (batch.records() == 0) {
                        forget(batch);
                    }
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void forget(Batch batch) {
        if (batch == open) {
            open = null;
        } else {
            sealed.remove(batch);
        }
    }

    /** When the oldest batch was begun; empty if there is none. */
    OptionalLong oldestNanos() {
        lock.lock();
        try {
            Batch oldest = sealed.isEmpty() ? open : sealed.peek();
            return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.begunNanos());
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a batch that takes no more records. */
    boolean hasSealed() {
        lock.lock();
        try {
            return !sealed.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The ordinal of the oldest batch here, or else of the next one. */
    long oldestOrdinal() {
        lock.lock();
        try {
            Batch oldest = sealed.isEmpty() ? open : sealed.peek();
            return oldest == null ? nextOrdinal : oldest.ordinal();
        } finally {
            lock.unlock();
        }
    }

    /** Seals what is there, and returns the ordinal of the batch that comes next. */
    long mark() {
        lock.lock();
        try {
            if (open != null) {
                seal();
            }
            return nextOrdinal;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the room of records; before their completions run, which may send. */
    void release(int releasedRecords, long releasedBytes) {
        lock.lock();
        try {
            free(releasedRecords, releasedBytes);
        } finally {
            lock.unlock();
        }
    }

    private void free(int freedRecords, long freedBytes) {
        records -= freedRecords;
        bytes -= freedBytes;
        room.signal();
    }

    /** Whether half of the room is taken. */
    boolean isHalfFull() {
        lock.lock();
        try {
            return hasHalf();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasHalf() {
        return records >= (maxRecords + 1) / 2 || bytes >= maxBytes / 2;
    }

    /** Bounds the records more narrowly than is configured: to a slow master too many would wait longer than they may. */
    void limitRecords(int limit) {
        lock.lock();
        try {
            maxRecords = Math.min(configuredMaxRecords, limit);
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more records; those who wait for room get none. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many records were ever accepted. */
    long accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    /** How many records are accepted and not settled. */
    int records() {
        lock.lock();
        try {
            return records;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes of payload are accepted and not settled. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(int recordBytes) {
        return records < maxRecords && bytes + recordBytes <= maxBytes;
    }
}
