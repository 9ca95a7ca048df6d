package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.Position;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** A record whose thread waits for its position. That thread makes it and waits, the appender tells. */
final class Awaited extends PendingRecord {
    private final Thread thread = Thread.currentThread();

    /** Not null once it is known: {@link CommittedIds}, or a {@link Throwable}. */
    private volatile Object outcome;

    private volatile boolean parked;

    Awaited(short type, ByteBuffer payload) {
        super(type, payload);
    }

    @Override
    void committed(CommitGroup group) {
        tell(group.ids());
    }

    @Override
    void refused(Throwable reason) {
        tell(reason);
    }

    private void tell(Object what) {
        outcome = what;
        // Read after the outcome was written, and written before that is looked for: one of the two sees the other.
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits until it is known what became of the record.
     *
     * @param nanos how long at most
     * @param yieldNanos how much of that is spent in giving way to other threads, before this one is parked
     */
    Position await(long nanos, long yieldNanos) throws ExecutionException, TimeoutException, InterruptedException {
        long begin = System.nanoTime();
        long yielding = Math.min(nanos, yieldNanos);
        while (outcome == null && System.nanoTime() - begin < yielding) {
            requireNotInterrupted();
            Crowd.giveWay();
        }
        parked = true;
        while (outcome == null) {
            requireNotInterrupted();
            long left = nanos - (System.nanoTime() - begin);
            if (left <= 0) {
                throw new TimeoutException();
            }
            LockSupport.parkNanos(this, left);
        }
        if (outcome instanceof CommittedIds ids) {
            return new Position(ids.day(), ids.id(index()));
        }
        throw new ExecutionException((Throwable) outcome);
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
