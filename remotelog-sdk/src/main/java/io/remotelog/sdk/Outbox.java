package io.remotelog.sdk;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Starts calls one after another, each when those before are on the wire, so that a thread's records go there in the
 * order in which it sent them. Any thread.
 *
 * <p>gRPC does not keep that order. The calls that it kept back while there was no connection are handed over by one
 * thread, and meanwhile a call started by another overtakes them. And when the peer's flow-control window ends within a
 * record, the rest of that record is written after the records behind it.
 *
 * <p>What waits here was given to no connection, so if the peer stalls, most of what waits is known not to have been sent.
 * The queue is bounded by {@link Unanswered}. Nothing here keeps time: the call that holds the others up is among the
 * oldest, ends at its deadline, and those behind it that are late are then failed in turn.
 */
final class Outbox {
    private final Object lock = new Object();
    private final Queue<SendCall> queue = new ArrayDeque<>();
    private final Runnable whenHeldUp;
    private int heldUp;
    private boolean draining;

    /**
     * Makes an empty one.
     *
     * @param whenHeldUp runs, on any thread, when a call is not on the wire at once; must not block
     */
    Outbox(Runnable whenHeldUp) {
        this.whenHeldUp = whenHeldUp;
    }

    /** Starts the call, or queues it if another one is not on the wire yet. */
    void submit(SendCall call) {
        synchronized (lock) {
            if (heldUp > 0 || draining) {
                queue.add(call);
                return;
            }
        }
        start(call);
    }

    /** Takes back a call that was not started. */
    boolean withdraw(SendCall call) {
        synchronized (lock) {
            return queue.remove(call);
        }
    }

    /** The call's request is on the wire, or it has ended: those behind it may start. */
    void passed(SendCall call) {
        synchronized (lock) {
            if (call.passed) {
                return;
            }
            call.passed = true;
            if (call.holdsUp) {
                heldUp--;
            }
            if (draining || heldUp > 0 || queue.isEmpty()) {
                return;
            }
            // Within the same lock: nobody may find the queue without one who drains it, and pass it by.
            draining = true;
        }
        drain();
    }

    private void start(SendCall call) {
        call.start();
        synchronized (lock) {
            if (call.passed) {
                return;
            }
            call.holdsUp = true;
            heldUp++;
        }
        whenHeldUp.run();
    }

    private void drain() {
        while (true) {
            SendCall next;
            synchronized (lock) {
                if (heldUp > 0 || queue.isEmpty()) {
                    draining = false;
                    return;
                }
                next = queue.remove();
            }
            start(next);
        }
    }
}
