package io.remotelog.storage.filelog;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/**
 * One direction of a connection: bytes arrive in order and in pieces, late, or not at all. One thread.
 *
 * <p>Bytes that vanish stay in the sender's buffer for good, as those do that TCP sends again and again.
 */
final class SimPipe {
    /** What the buffers of both machines hold. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final SimTime time;
    private final Random random;
    private final SimSocket from;
    private final SimSocket to;
    private Duration delay;
    private long sent;
    private long inFlight;
    private long lastArrival;
    private long frozenUntil;
    private boolean vanishing;
    private long cutAt = Long.MAX_VALUE;

    SimPipe(SimTime time, Random random, SimSocket from, SimSocket to) {
        this.time = time;
        this.random = random;
        this.from = from;
        this.to = to;
        // Of a machine beside this one, or of one at the other end of the world.
        this.delay = Duration.ofNanos(random.nextInt(4) == 0 ? random.nextInt(80_000_000) : random.nextInt(500_000));
    }

    void send(byte[] bytes) {
        inFlight += bytes.length;
        if (vanishing) {
            return;
        }
        int whole = (int) Math.min(bytes.length, cutAt - sent);
        sent += whole;
        int at = 0;
        while (at < whole) {
            int size = 1 + random.nextInt(random.nextInt(3) == 0 ? Math.min(40, whole - at) : whole - at);
            byte[] piece = Arrays.copyOfRange(bytes, at, at + size);
            arrive(() -> {
                inFlight -= piece.length;
                to.arrived(piece);
                from.drained();
            });
            at += size;
        }
        if (sent == cutAt) {
            vanishing = true;
            arrive(to::reset);
            time.after(delay.multipliedBy(2), from::reset);
        }
    }

    /** Says that no more bytes come. */
    void end() {
        if (!vanishing) {
            arrive(to::ended);
        }
    }

    private void arrive(Runnable what) {
        long jitter = random.nextInt(8) == 0 ? random.nextInt(20_000_000) : random.nextInt(10_000);
        lastArrival = Math.max(Math.max(lastArrival, frozenUntil), time.now() + delay.toNanos() + jitter);
        // Looked at anew when it is there: a freeze may have begun meanwhile.
        time.afterNanos(lastArrival - time.now(), () -> arriveUnlessFrozen(what));
    }

    private void arriveUnlessFrozen(Runnable what) {
        if (time.now() < frozenUntil) {
            time.afterNanos(frozenUntil - time.now(), () -> arriveUnlessFrozen(what));
        } else {
            what.run();
        }
    }

    /** Ends the connection once so many more bytes have come through. */
    void cutAfter(int bytes) {
        cutAt = Math.min(cutAt, sent + bytes);
        if (bytes == 0) {
            send(new byte[0]);
        }
    }

    void freeze(Duration howLong) {
        frozenUntil = Math.max(frozenUntil, time.now() + howLong.toNanos());
    }

    void slowDown(Duration by) {
        delay = delay.plus(by);
    }

    /** From now on bytes are lost, and nobody is told. */
    void vanish() {
        vanishing = true;
    }

    boolean hasRoom() {
        return inFlight < BUFFER_BYTES;
    }

    boolean isEmpty() {
        return inFlight == 0;
    }
}
