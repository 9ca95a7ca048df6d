package io.remotelog.master;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is to use the writer: the appender's, or a thread's that brings one record while nothing else waits.
 *
 * <p>To wake the appender for a record, and to be woken for its answer, takes longer than to append it where it came, if the
 * commit does not wait for the disk. Where it does, others arrive meanwhile and share the next commit, so there only the
 * appender has turns.
 */
final class AppendTurn {
    /** Two wake-ups take about as long: a commit that took longer sends the next record to the appender. */
    private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** A larger payload takes longer, whatever the last commit took. */
    private static final int QUICK_BYTES = 64 << 10;

    private final boolean commitsDurably;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean quick;

    AppendTurn(boolean commitsDurably) {
        this.commitsDurably = commitsDurably;
    }

    /** Takes the turn, when whoever has it ends it. */
    void take() {
        lock.lock();
    }

    /**
     * Takes the turn for a single record, if that is the quicker way, nobody has the turn or wants it, and nothing is in the
     * queue that came before.
     *
     * @param bytes of its payload
     */
    boolean tryTake(AppendQueue queue, int bytes) {
        if (!quick || bytes > QUICK_BYTES || lock.hasQueuedThreads() || !lock.tryLock()) {
            return false;
        }
        if (queue.isIdle()) {
            return true;
        }
        lock.unlock();
        return false;
    }

    void end() {
        lock.unlock();
    }

    /** A commit took so long. */
    void committed(long nanos) {
        quick = !commitsDurably && nanos <= QUICK_NANOS;
    }
}
