package io.remotelog.sdk;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Starts calls one after another, each when those before are on the wire, so that a thread's records go there in the
 * order in which it sent them, and not too many at a time. Any thread.
 *
 * <p>gRPC does not keep that order. The calls that it kept back while there was no connection are handed over by one
 * thread, and meanwhile a call started by another overtakes them. And when the peer's flow-control window ends within a
 * record, the rest of that record is written after the records behind it.
 *
 * <p>What waits here was given to no connection, so if the peer stalls, most of what waits is known not to have been sent.
 * The queue is bounded by {@link SingleCalls}. Nothing here keeps time: the call that holds the others up is among the
 * oldest, ends at its deadline, and those behind it that are late are then failed in turn.
 */
final class Outbox {
    /**
     * How many calls are under way at most. Masters let in 1,024 on a connection, and gRPC keeps back those beyond. It would
     * send them on when others end, also on a connection that the master is about to close, which then is not answered.
     */
    static final int MAX_UNDER_WAY = 1_000;

    private final Object lock = new Object();
    private final Queue<SendCall> queue = new ArrayDeque<>();
    private final Runnable whenHeldUp;
    private int heldUp;
    private int underWay;
    private boolean draining;

    /**
     * Makes an empty one.
     *
     * @param whenHeldUp runs, on any thread, when a call is not on the wire at once; must not block
     */
    Outbox(Runnable whenHeldUp) {
        this.whenHeldUp = whenHeldUp;
    }

    /** Starts the call, or queues it if another one is not on the wire yet, or too many are under way. */
    void submit(SendCall call) {
        synchronized (lock) {
            if (draining || !mayStart()) {
                queue.add(call);
                return;
            }
            underWay++;
        }
        start(call);
    }

    /** Takes back a call that was not started. */
    boolean withdraw(SendCall call) {
        synchronized (lock) {
            return queue.remove(call);
        }
    }

    /** The call's request is on the wire: those behind it may start. */
    void passed(SendCall call) {
        synchronized (lock) {
            pass(call);
            if (!beginDraining()) {
                return;
            }
        }
        drain();
    }

    /** A call that was started has ended: another one may start. */
    void ended(SendCall call) {
        synchronized (lock) {
            pass(call);
            underWay--;
            if (!beginDraining()) {
                return;
            }
        }
        drain();
    }

    private void pass(SendCall call) {
        if (!call.passed) {
            call.passed = true;
            if (call.holdsUp) {
                heldUp--;
            }
        }
    }

    private boolean mayStart() {
        return heldUp == 0 && underWay < MAX_UNDER_WAY;
    }

    /** Within the lock that frees the way: nobody may find the queue without one who drains it, and pass it by. */
    private boolean beginDraining() {
        if (draining || queue.isEmpty() || !mayStart()) {
            return false;
        }
        draining = true;
        return true;
    }

    /** A call that is counted as under way. */
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
                if (queue.isEmpty() || !mayStart()) {
                    draining = false;
                    return;
                }
                next = queue.remove();
                underWay++;
            }
            start(next);
        }
    }
}
