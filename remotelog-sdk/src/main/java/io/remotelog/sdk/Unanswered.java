package io.remotelog.sdk;

import io.grpc.Deadline;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the records without an answer, and makes senders wait at the bounds. Any thread.
 *
 * <p>Waiters are woken one at a time, longest waiting first, each waking the next if there is still room: with many
 * senders, waking all at each answer would cost more than the sending.
 */
final class Unanswered {
    private final long maxBytes;
    private final int maxRecords;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition none = lock.newCondition();
    private long bytes;
    private int records;
    private int unsettled;
    private boolean closed;

    Unanswered(long maxBytes, int maxRecords) {
        this.maxBytes = maxBytes;
        this.maxRecords = maxRecords;
    }

    /** How taking room went. */
    enum Room {
        TAKEN,
        FULL,
        CLOSED
    }

    /**
     * Takes room for a record, waiting for it until the deadline.
     *
     * @param mayWait false where waiting would keep away the answers that make room
     */
    Room take(int recordBytes, Deadline deadline, boolean mayWait) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && !fits(recordBytes)) {
                long nanos = deadline.timeRemaining(TimeUnit.NANOSECONDS);
                if (!mayWait || nanos <= 0) {
                    return Room.FULL;
                }
                room.awaitNanos(nanos);
            }
            if (closed) {
                return Room.CLOSED;
            }
            records++;
            unsettled++;
            bytes += recordBytes;
            return Room.TAKEN;
        } finally {
            // Also when this thread gives up: the wake-up that it may have used belongs to the next one.
            if (fits(0)) {
                room.signal();
            }
            lock.unlock();
        }
    }

    /** Gives back the room of a record that was answered or has failed; before its completions run, which may send. */
    void release(int recordBytes) {
        lock.lock();
        try {
            records--;
            bytes -= recordBytes;
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The future of a record is completed, after its {@link #release}. */
    void settled() {
        lock.lock();
        try {
            unsettled--;
            if (unsettled == 0) {
                none.signalAll();
            }
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

    /** Waits until the future of every record is completed. */
    boolean awaitNone(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (unsettled > 0 && left > 0) {
                left = none.awaitNanos(left);
            }
            return unsettled == 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(int recordBytes) {
        return records < maxRecords && bytes + recordBytes <= maxBytes;
    }
}
