package io.remotelog.master;

import io.remotelog.api.LogClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The records that wait to be appended, in the order of their arrival, bounded in bytes. Any thread puts, the appender takes.
 *
 * <p>Room is given free when a record is answered, so the bound is on everything that was taken in and not yet answered. At
 * the bound {@link #put} waits: a caller on a network thread then stops reading from its peers, which is the backpressure.
 *
 * <p>The bound is what the disk lately took in two seconds, if that is less than what was asked for: a slow disk would otherwise
 * have a queue of a minute, and a record that comes after a rush would wait for all of it.
 *
 * <p>Putting takes no lock unless somebody has to wait: 64 callers that come back at once would queue up before one, and each
 * of them would have to be woken.
 */
final class AppendQueue {
    private static final int NOTHING = Integer.MAX_VALUE;

    /** For how long what waits may keep the appender busy. */
    private static final long DEPTH_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** As much as one commit takes in: the bound begins here, and never gets lower, whatever the disk does. */
    private static final long MIN_BYTES = Appender.GROUP_BYTES;

    /** A group that is smaller, and quicker, tells nothing of how fast the disk is. */
    private static final long TELLING_BYTES = 1 << 20;

    private static final long TELLING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long maxBytes;
    private final long timeoutNanos;
    private final LogClock clock;
    private final AtomicReference<Pending> newest = new AtomicReference<>();
    private final AtomicLong bytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();

    /** Taken out of the arrivals, oldest first. The appender's. */
    private final Deque<Pending> waiting = new ArrayDeque<>();

    private final AtomicInteger waitForRoom = new AtomicInteger();

    /** How many arrivals the appender waits for. */
    private volatile int wanted = NOTHING;

    private volatile long roomGivenAtNanos;

    /** The bound, as the disk is. */
    private volatile long limit;

    /** When the group was taken that is not answered yet. The appender's. */
    private long takenAtNanos;

    AppendQueue(long maxBytes, Duration timeout, LogClock clock) {
        this.maxBytes = maxBytes;
        this.limit = Math.min(maxBytes, MIN_BYTES);
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
        long cost = record.cost();
        if (!takeRoom(cost)) {
            awaitRoom(cost);
        }
        add(record, cost);
    }

    /**
     * Adds a record if there is room. For the appender, which would wait for itself.
     *
     * @throws QueueFullException if there is none
     */
    void putAtOnce(Pending record) throws QueueFullException, MasterClosedException {
        long cost = record.cost();
        if (!takeRoom(cost)) {
            throw new QueueFullException("the queue holds " + bytes + " of " + limit
                    + " bytes, and what is appended on the appender's own thread cannot wait for room");
        }
        add(record, cost);
    }

    private void add(Pending record, long cost) throws MasterClosedException {
        Pending before;
        do {
            before = newest.get();
            if (before instanceof Closing) {
                giveRoom(cost);
                throw new MasterClosedException();
            }
            record.before = before;
            record.number = before == null ? 1 : before.number + 1;
        } while (!newest.compareAndSet(before, record));
        // The appender says what it waits for before it looks: either it sees this record, or we see that it waits.
        if (record.number >= wanted) {
            signal(work);
        }
    }

    private boolean takeRoom(long cost) {
        while (true) {
            long held = bytes.get();
            if (held > 0 && held + cost > limit) {
                return false;
            }
            if (held == 0) {
                roomGivenAtNanos = clock.nanoTime();
            }
            if (bytes.compareAndSet(held, held + cost)) {
                return true;
            }
        }
    }

    private void awaitRoom(long cost) throws QueueFullException, MasterClosedException, InterruptedException {
        lock.lockInterruptibly();
        try {
            waitForRoom.incrementAndGet();
            long startedAt = clock.nanoTime();
            while (!takeRoom(cost)) {
                if (isClosed()) {
                    throw new MasterClosedException();
                }
                long now = clock.nanoTime();
                long left = timeoutNanos - Math.max(now - startedAt, now - roomGivenAtNanos);
                if (left <= 0) {
                    throw new QueueFullException("the queue holds " + bytes + " of " + limit
                            + " bytes and had no room for " + TimeUnit.NANOSECONDS.toSeconds(timeoutNanos)
                            + " s: records arrive faster than they are committed");
                }
                // How long is left is worked out anew.
                long unused = room.awaitNanos(left);
            }
        } finally {
            waitForRoom.decrementAndGet();
            lock.unlock();
        }
    }

    private void giveRoom(long cost) {
        roomGivenAtNanos = clock.nanoTime();
        bytes.addAndGet(-cost);
        if (waitForRoom.get() > 0) {
            signal(room);
        }
    }

    private void signal(Condition condition) {
        lock.lock();
        try {
            condition.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what waits, up to a number of bytes but at least one record; after the wait, or once closed, maybe none. */
    List<Pending> take(long upToBytes, long waitNanos) throws InterruptedException {
        awaitWaiting(1, waitNanos);
        List<Pending> taken = new ArrayList<>(waiting.size());
        long takenBytes = 0;
        while (!waiting.isEmpty()
                && (taken.isEmpty() || takenBytes + waiting.peek().cost() <= upToBytes)) {
            Pending next = waiting.remove();
            takenBytes += next.cost();
            taken.add(next);
        }
        takenAtNanos = clock.nanoTime();
        return taken;
    }

    /** Waits until so many records wait, the time is over, or the queue is closed. The appender's. */
    void awaitWaiting(int records, long nanos) throws InterruptedException {
        int missing = records - collect();
        if (missing <= 0 || nanos <= 0 || isClosed()) {
            return;
        }
        lock.lockInterruptibly();
        try {
            wanted = missing;
            long left = nanos;
            while (arrived() < missing && left > 0) {
                left = work.awaitNanos(left);
            }
        } finally {
            wanted = NOTHING;
            lock.unlock();
        }
        collect();
    }

    private int arrived() {
        Pending last = newest.get();
        return last == null ? 0 : last.number;
    }

    /** Takes in what arrived, and says how many records wait. */
    private int collect() {
        Pending last = newest.get();
        while (last != null && !(last instanceof Closing) && !newest.compareAndSet(last, null)) {
            last = newest.get();
        }
        if (last instanceof Closing) {
            collect(last.before);
            last.before = null;
        } else {
            collect(last);
        }
        return waiting.size();
    }

    /** From the newest one to the oldest, which becomes the first that waits. */
    private void collect(Pending last) {
        Pending oldest = null;
        for (Pending each = last; each != null; ) {
            Pending before = each.before;
            each.before = oldest;
            oldest = each;
            each = before;
        }
        while (oldest != null) {
            waiting.add(oldest);
            Pending next = oldest.before;
            oldest.before = null;
            oldest = next;
        }
    }

    /** Gives the room of taken records free. */
    void answered(List<Pending> records) {
        long cost = 0;
        for (Pending record : records) {
            cost += record.cost();
        }
        adapt(cost);
        giveRoom(cost);
    }

    private void adapt(long cost) {
        long took = clock.nanoTime() - takenAtNanos;
        if (took > 0 && (cost >= TELLING_BYTES || took >= TELLING_NANOS)) {
            long bytes = (long) (cost * ((double) DEPTH_NANOS / took));
            limit = Math.min(maxBytes, Math.max(MIN_BYTES, bytes));
        }
    }

    /** Takes no more records in; those that wait can still be taken out. */
    void close() {
        Closing closing = new Closing();
        do {
            closing.before = newest.get();
            if (closing.before instanceof Closing) {
                return;
            }
        } while (!newest.compareAndSet(closing.before, closing));
        signal(work);
        signal(room);
    }

    /** What was taken in and is not answered yet. */
    long bytes() {
        return bytes.get();
    }

    /** Whether nothing waits or is being appended, and records may come. */
    boolean isIdle() {
        return bytes.get() == 0 && !isClosed();
    }

    /** The bound on them, as it is now. */
    long limit() {
        return limit;
    }

    private boolean isClosed() {
        return newest.get() instanceof Closing;
    }

    /** Whether it is closed, and everything was taken out. The appender's. */
    boolean isDrained() {
        return isClosed() && collect() == 0;
    }

    /** What nothing arrives behind. */
    private static final class Closing extends Pending {
        Closing() {
            super(0);
            number = NOTHING;
        }

        @Override
        int records() {
            return 0;
        }

        @Override
        void appendTo(CommitGroup group) {
            throw new IllegalStateException("no record");
        }

        @Override
        void committed(CommitGroup group) {
            throw new IllegalStateException("no record");
        }

        @Override
        void refused(Throwable reason) {
            throw new IllegalStateException("no record");
        }
    }
}
