package io.remotelog.storage.filelog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** A helper thread whose tasks a test runs on its own thread, in time of its own. One thread. */
final class HandBackground implements Background {
    private final Deque<Runnable> soon = new ArrayDeque<>();
    private final List<Later> later = new ArrayList<>();
    private long now = 1_000_000_000L;
    private boolean closed;

    private record Later(long at, Runnable task) {}

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void soon(Runnable task) {
        if (!closed) {
            soon.add(task);
        }
    }

    @Override
    public void later(Duration delay, Runnable task) {
        if (!closed) {
            later.add(new Later(now + delay.toNanos(), task));
        }
    }

    @Override
    public void beside(Runnable task) {
        soon(task);
    }

    @Override
    public void close() {
        closed = true;
        soon.clear();
        later.clear();
    }

    boolean isIdle() {
        return soon.isEmpty() && later.isEmpty();
    }

    /** Runs what is to be run soon, and what that asks for. */
    void run() {
        // A task that asks for another one again and again would be a fault of its own.
        for (int i = 0; i < 1000 && !soon.isEmpty(); i++) {
            soon.remove().run();
        }
    }

    /** Lets time pass, in which the thread gets no turn. */
    void pass(Duration time) {
        now += time.toNanos();
    }

    /** Lets time pass, and runs what is due, in order. */
    void advance(Duration by) {
        pass(by);
        run();
        List<Later> due = later.stream()
                .filter(task -> task.at <= now)
                .sorted(Comparator.comparingLong(Later::at))
                .toList();
        later.removeAll(due);
        for (Later task : due) {
            task.task.run();
            run();
        }
    }
}
