package io.remotelog.sdk;

import io.grpc.ManagedChannel;
import io.remotelog.api.BackOff;
import io.remotelog.protocol.v1.AppendRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The stream to the master, one after the other: whether there is one, and when the next try is due, to dial or to send. Of the
 * thread that sends.
 */
final class Uplink {
    /** A connection that is not made by then is given up, and tried anew. */
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What is tried again while a master is away: soon, so that little is lost of a short outage; later not too often. */
    private static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(50), Duration.ofSeconds(2));

    private final Supplier<ManagedChannel> channels;
    private final boolean compressed;

    /** Absent while there is none. */
    private AppendStream stream;

    private long number;
    private long begunNanos;
    private Duration pause = Duration.ZERO;
    private long notBeforeNanos = System.nanoTime();

    Uplink(Supplier<ManagedChannel> channels, boolean compressed) {
        this.channels = channels;
        this.compressed = compressed;
    }

    /** Whether there is a stream, or one is being made. */
    boolean isThere() {
        return stream != null;
    }

    /** Whether the stream has a connection. */
    boolean isConnected() {
        return stream != null && stream.isConnected();
    }

    /** Whether the stream takes a request now, and nothing has it wait. */
    boolean isReady() {
        return stream != null && stream.isReady() && isDue();
    }

    private boolean isDue() {
        return System.nanoTime() - notBeforeNanos >= 0;
    }

    /** Which stream it is, counted from 1; the last one, if there is none. */
    long number() {
        return number;
    }

    /** Whether it is this stream. */
    boolean is(long stream) {
        return isThere() && number == stream;
    }

    /** Whether there is no stream, and it is time for one. */
    boolean isDialDue() {
        return stream == null && isDue();
    }

    /** Begins the next stream. */
    void dial(AppendStream.Listener listener) {
        number++;
        begunNanos = System.nanoTime();
        stream = AppendStream.start(channels, compressed, Window.MAX_UNANSWERED, listener);
    }

    void send(AppendRequest request) {
        stream.send(request);
    }

    /** An answer was taken in. */
    void answered() {
        stream.request();
    }

    /** Whether the connection takes too long. */
    boolean isOverdue() {
        return isThere() && !isConnected() && System.nanoTime() - begunNanos >= CONNECT_NANOS;
    }

    static String overdue() {
        return "no connection within " + TimeUnit.NANOSECONDS.toSeconds(CONNECT_NANOS) + " s";
    }

    /** How long until something is due by itself, while batches wait to be sent; 0 or less: now; the largest long: never. */
    long nanosUntilDue(long now) {
        if (stream == null) {
            return notBeforeNanos - now;
        }
        if (!stream.isConnected()) {
            return Math.max(1, begunNanos + CONNECT_NANOS - now);
        }
        return stream.isReady() ? notBeforeNanos - now : Long.MAX_VALUE;
    }

    /** Nothing is tried for a while, each time for longer. */
    void pauseLonger() {
        pauseFor(lengthen());
    }

    /** The next pause, which is longer than the one before. */
    Duration lengthen() {
        pause = BACK_OFF.after(pause);
        return pause;
    }

    void pauseFor(Duration duration) {
        notBeforeNanos = System.nanoTime() + duration.toNanos();
    }

    /** The master takes records: the next pause is a short one. Returns whether there was a longer one. */
    boolean wasOfUse() {
        boolean paused = !pause.isZero();
        pause = Duration.ZERO;
        return paused;
    }

    /** Gives the stream up, if there is one. */
    void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    /** Leaves the connection to others; its stream has ended. */
    ManagedChannel takeChannel() {
        ManagedChannel channel = stream.channel();
        stream = null;
        return channel;
    }

    /** Takes leave of the master, within so many seconds. */
    void leave(int seconds) throws InterruptedException {
        stream.halfClose();
        stream.channel().shutdown();
        stream.channel().awaitTermination(seconds, TimeUnit.SECONDS);
    }
}
