package io.remotelog.sdk;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Starts calls so that each thread's records go to the connection in the order in which they were sent. Any thread.
 *
 * <p>gRPC keeps that order while a connection is there, and while none is. In between it does not: the calls that it kept
 * back are handed over by one thread, and meanwhile a call started by another overtakes them. So a call that was kept
 * back holds up all later ones here, until it is on the wire or has failed. At most a call a sending thread is kept back
 * by gRPC, and the queue here is bounded by {@link Unanswered}.
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
     * @param whenHeldUp runs, on any thread, when a call waits for a connection
     */
    Outbox(Runnable whenHeldUp) {
        this.whenHeldUp = whenHeldUp;
    }

    /** Starts the call, or queues it behind those that wait for a connection. */
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

    /** The call's request is on the wire, or it has failed: those behind it may start. */
    void passed(SendCall call) {
        synchronized (lock) {
            if (call.passed) {
                return;
            }
            call.passed = true;
            if (call.holdsUp) {
                heldUp--;
            }
        }
        drain();
    }

    private void start(SendCall call) {
        if (call.start()) {
            return;
        }
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
        synchronized (lock) {
            if (draining || heldUp > 0 || queue.isEmpty()) {
                return;
            }
            draining = true;
        }
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
