package io.remotelog.sdk;

import java.util.concurrent.TimeUnit;

/** Watches threads that are expected to wait. */
final class Threads {
    private Threads() {}

    /** Returns once the thread waits for something. */
    static void awaitWaiting(Thread thread) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            if (System.nanoTime() > end) {
                throw new AssertionError("thread is " + thread.getState() + " after 10 s, want waiting");
            }
            Thread.onSpinWait();
        }
    }
}
