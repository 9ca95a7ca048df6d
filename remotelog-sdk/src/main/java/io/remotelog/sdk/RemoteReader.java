package io.remotelog.sdk;

import io.remotelog.api.BackOff;
import io.remotelog.api.LogRecord;
import io.remotelog.api.Position;
import io.remotelog.api.ReadRange;
import io.remotelog.protocol.v1.ReadResponse;
import io.remotelog.protocol.v1.Record;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads the records of a master, without access to its files: those that a reader of its folder sees, in the same order.
 *
 * <p>It connects at the first {@link #poll}. When it follows and the connection is lost, it connects again and goes on after the
 * last record it gave, as long as it takes; each record is given once. What the first connection meets, and what a later
 * attempt would meet again, is thrown. Without following, a lost connection is thrown, too: {@link #position()} says where
 * to go on.
 *
 * <p>At most two responses are in memory, of 256 KiB or one record each: a reader that is slow holds up nobody else. While
 * it is not polled it costs the master a place among its Reads (64), so close readers that are not needed. At records of more
 * than 256 KiB the master may end it meanwhile, if others wait for the memory; that is as a lost connection.
 *
 * <p>One thread polls; {@link #close()} may be called by any.
 */
public final class RemoteReader implements LogRecord, Closeable {
    /** A response has a single record of 64 MiB at most, or less than 1 MiB of them. */
    private static final int MAX_RESPONSE_BYTES = 65 << 20;

    private final RemoteLogConfig config;
    private final ReadRange range;
    private final BackOff backOff;
    private final Listener listener;
    private final Dialling dialling;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile ReadStream stream;
    private volatile boolean closed;

    private final ReceivedRecords received = new ReceivedRecords();
    private Record current;
    private long left;
    private boolean ended;
    private ReadException failure;
    private Duration pause = Duration.ZERO;
    private long againNanos;

    private RemoteReader(RemoteLogConfig config, ReadRange range, BackOff backOff, Listener listener)
            throws IOException {
        this.config = config;
        this.range = range;
        this.backOff = backOff;
        this.listener = listener;
        this.dialling = new Dialling(config);
        this.left = range.limit();
        this.ended = left == 0;
    }

    /** What a step has come to. */
    public enum Step {
        /** A record: the reader's methods tell of it, until the next step. */
        RECORD,

        /** No record came in time. */
        NOTHING_YET,

        /** The end of the range. */
        END,

        /** The reader is closed. */
        CLOSED
    }

    /** Is told of outages, on the thread that polls. */
    public interface Listener {
        /** Tells nobody. */
        Listener NONE = new Listener() {};

        /**
         * The connection was lost, or could not be made again.
         *
         * @param pause after which it is tried again
         */
        default void lost(ReadException reason, Duration pause) {}

        /** The master answers again. */
        default void resumed(Position next) {}
    }

    /**
     * Makes a reader with {@link BackOff#DEFAULT}, that tells nobody of outages.
     *
     * @param config which master, and how it is spoken to; the rest of it is not used
     * @throws IOException if a file of TLS cannot be used; the message names it
     */
    public static RemoteReader open(RemoteLogConfig config, ReadRange range) throws IOException {
        return open(config, range, BackOff.DEFAULT, Listener.NONE);
    }

    /**
     * Makes a reader.
     *
     * @param config which master, and how it is spoken to; the rest of it is not used
     * @param backOff the pauses before a lost connection is made again
     * @throws IOException if a file of TLS cannot be used; the message names it
     */
    public static RemoteReader open(RemoteLogConfig config, ReadRange range, BackOff backOff, Listener listener)
            throws IOException {
        return new RemoteReader(config, range, backOff, listener);
    }

    /**
     * Goes to the next record, waiting for it.
     *
     * @param wait how long at most; not negative
     * @throws ReadException if the master cannot be read from; each later step throws the same
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Step poll(Duration wait) throws ReadException, InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        current = null;
        while (true) {
            if (closed) {
                return Step.CLOSED;
            }
            if (received.hasNext()) {
                give(received.next());
                return Step.RECORD;
            }
            if (ended) {
                return Step.END;
            }
            if (failure != null) {
                throw failure;
            }
            if (!hasStream(end)) {
                return closed ? Step.CLOSED : Step.NOTHING_YET;
            }
            Optional<ReadStream.Event> event = stream.take(Math.max(0, end - System.nanoTime()));
            if (event.isEmpty()) {
                return Step.NOTHING_YET;
            }
            if (!closed) {
                handle(event.get());
            }
        }
    }

    /** Where to go on: after the record that was given last. Empty as long as the master has not answered. */
    public Optional<Position> position() {
        return received.position();
    }

    @Override
    public LocalDate day() {
        record();
        return received.day();
    }

    @Override
    public long id() {
        return record().getId();
    }

    /** Not known here: -1. */
    @Override
    public long offset() {
        return -1;
    }

    @Override
    public int epochSeconds() {
        return record().getEpochSeconds();
    }

    @Override
    public short type() {
        return (short) record().getType();
    }

    /** The payload, read-only; unlike other readers' it stays as it is. */
    @Override
    public ByteBuffer payload() {
        return record().getPayload().asReadOnlyByteBuffer();
    }

    /** Ends reading, and a wait that is under way. Closing twice does nothing more. */
    @Override
    public void close() {
        closed = true;
        closing.countDown();
        ReadStream open = stream;
        if (open != null) {
            open.close();
        }
    }

    private Record record() {
        if (current == null) {
            throw new IllegalStateException("no record: the last step came to none");
        }
        return current;
    }

    private void give(Record record) {
        current = record;
        left--;
        if (left == 0) {
            end();
        }
    }

    /** Sees to it that there is a stream; returns false if it is not time for one yet. */
    private boolean hasStream(long end) throws InterruptedException {
        if (stream != null) {
            return true;
        }
        long now = System.nanoTime();
        long untilAgain = pause.isZero() ? 0 : againNanos - now;
        if (closing.await(Math.max(0, Math.min(untilAgain, end - now)), TimeUnit.NANOSECONDS)
                || untilAgain > Math.max(0, end - now)) {
            return false;
        }
        ReadRange rest = position()
                .map(next -> range.withStart(Optional.of(next.day()), next.id(), ReadRange.IfAbsent.NEXT_DAY))
                .orElse(range);
        stream = ReadStream.start(
                dialling.channel().maxInboundMessageSize(MAX_RESPONSE_BYTES).build(),
                ReadRequests.of(rest.withLimit(left)));
        if (closed) {
            // It may have been closed before there was this stream to close.
            stream.close();
        }
        return true;
    }

    private void handle(ReadStream.Event event) throws ReadException {
        if (event.response().isPresent()) {
            try {
                taken(event.response().get());
            } catch (IllegalArgumentException e) {
                closeStream();
                failure = ReadException.malformed(config.master(), e);
                throw failure;
            }
        } else if (event.status().isOk()) {
            end();
        } else {
            failed(ReadException.of(config.master(), event.status(), position()));
        }
    }

    private void taken(ReadResponse response) {
        received.take(response);
        if (!pause.isZero()) {
            pause = Duration.ZERO;
            listener.resumed(position().orElseThrow());
        }
    }

    private void failed(ReadException reason) throws ReadException {
        closeStream();
        if (isPastLastDay()) {
            // Everything came, but for the word that this is the end.
            ended = true;
        } else if (range.follow() && position().isPresent() && reason.isTemporary()) {
            pause = backOff.after(pause);
            againNanos = System.nanoTime() + pause.toNanos();
            listener.lost(reason, pause);
        } else {
            failure = reason;
            throw reason;
        }
    }

    private boolean isPastLastDay() {
        return range.lastDay().isPresent()
                && position().isPresent()
                && position().get().day().isAfter(range.lastDay().get());
    }

    private void end() {
        ended = true;
        closeStream();
    }

    private void closeStream() {
        ReadStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
