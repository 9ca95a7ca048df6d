package io.remotelog.master;

import io.remotelog.api.LogClock;
import io.remotelog.api.Position;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records that wait to be appended, in the order of their arrival, bounded in bytes. Any thread puts, the appender takes.
 *
 * <p>Room is given free when a record is answered, so the bound is on everything that was taken in and not yet answered. At
 * the bound {@link #put} waits: a caller on a network thread then stops reading from its peers, which is the backpressure.
 */
final class AppendQueue {
    /** What a record costs besides its payload. */
    static final int RECORD_OVERHEAD_BYTES = 256;

    /** A record, and whoever waits for its position. */
    record Pending(short type, ByteBuffer payload, CompletableFuture<Position> answer) {
        long cost() {
            return RECORD_OVERHEAD_BYTES + (long) payload.remaining();
        }
    }

    private final long maxBytes;
    private final long timeoutNanos;
    private final LogClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private long bytes;
    private long roomGivenAtNanos;
    private boolean closed;

    AppendQueue(long maxBytes, Duration timeout, LogClock clock) {
        this.maxBytes = maxBytes;
        this.timeoutNanos = timeout.toNanos();
        this.clock = clock;
        this.roomGivenAtNanos = clock.nanoTime();
    }

    /**
     * Adds a record, waiting for room.
     *
     * @throws QueueFullException if this waited in vain for the timeout, or nothing was answered for that long already
     */
    void put(Pending record) throws QueueFullException, MasterClosedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long startedAt = clock.nanoTime();
            while (!closed && bytes > 0 && bytes + record.cost() > maxBytes) {
                long now = clock.nanoTime();
                long left = timeoutNanos - Math.max(now - startedAt, now - roomGivenAtNanos);
                if (left <= 0) {
                    throw new QueueFullException("the queue holds " + bytes + " of " + maxBytes
                            + " bytes and had no room for " + TimeUnit.NANOSECONDS.toSeconds(timeoutNanos)
                            + " s: records arrive faster than they are committed");
                }
                // How long is left is worked out anew.
                long unused = room.awaitNanos(left);
            }
            if (closed) {
                throw new MasterClosedException();
            }
            if (bytes == 0) {
                roomGivenAtNanos = clock.nanoTime();
            }
            bytes += record.cost();
            waiting.add(record);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what waits, up to a number of bytes but at least one record; after the wait, or once closed, maybe none. */
    List<Pending> take(long upToBytes, long waitNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = waitNanos;
            while (waiting.isEmpty() && !closed && left > 0) {
                left = work.awaitNanos(left);
            }
            List<Pending> taken = new ArrayList<>();
            long takenBytes = 0;
            while (!waiting.isEmpty()
                    && (taken.isEmpty() || takenBytes + waiting.peek().cost() <= upToBytes)) {
                Pending next = waiting.remove();
                takenBytes += next.cost();
                taken.add(next);
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the room of taken records free. */
    void answered(List<Pending> records) {
        lock.lock();
        try {
            for (Pending record : records) {
                bytes -= record.cost();
            }
            roomGivenAtNanos = clock.nanoTime();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more records in; those that wait can still be taken out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is closed, and everything was taken out. */
    boolean isDrained() {
        lock.lock();
        try {
            return closed && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
