package io.remotelog.bench;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.Subscription;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Notes how far a day has come, and when: looks within the wake-up itself, so that no switch of threads is measured. Any thread. */
final class Progress implements Closeable {
    /** Minutes of commits; what comes after is an error. */
    private static final int MOST_STEPS = 1 << 20;

    /** What is looked at. */
    interface Mark {
        long of(DayLog day) throws IOException;
    }

    private final LogStore store;
    private final LocalDate day;
    private final Mark mark;
    private final Subscription subscription;
    private final long[] counts = new long[MOST_STEPS];
    private final long[] nanos = new long[MOST_STEPS];
    private int steps;
    private DayLog log;
    private IOException failure;

    Progress(LogStore store, LocalDate day, Mark mark) {
        this.store = store;
        this.day = day;
        this.mark = mark;
        this.subscription = store.subscribe(this::look);
    }

    private synchronized void look() {
        try {
            if (log == null) {
                log = store.find(day).orElse(null);
            }
            long count = log == null ? 0 : mark.of(log);
            if (count > reached()) {
                if (steps == MOST_STEPS) {
                    throw new IOException("day " + day + ": more than " + MOST_STEPS + " steps");
                }
                nanos[steps] = System.nanoTime();
                counts[steps++] = count;
                notifyAll();
            }
        } catch (IOException e) {
            failure = e;
            notifyAll();
        }
    }

    private long reached() {
        return steps == 0 ? 0 : counts[steps - 1];
    }

    /** Waits until so many records are there; false if they are not after that time. */
    synchronized boolean await(long count, Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long leftMillis = atMost.toMillis();
        while (failure == null && reached() < count && leftMillis > 0) {
            wait(leftMillis);
            leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        if (failure != null) {
            throw failure;
        }
        return reached() >= count;
    }

    /** What was seen so far. */
    synchronized Steps steps() throws IOException {
        if (failure != null) {
            throw failure;
        }
        return new Steps(Arrays.copyOf(counts, steps), Arrays.copyOf(nanos, steps));
    }

    @Override
    public void close() {
        subscription.close();
    }
}
