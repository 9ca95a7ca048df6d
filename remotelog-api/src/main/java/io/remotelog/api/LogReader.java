package io.remotelog.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads a log from a position on and across days, over any store: record by record ({@link #poll()}), or with a handler
 * ({@link #readAll}, {@link #tail}).
 *
 * <p>When a day is finished and read to its end, that is told once, and the next day that exists follows. A day that was
 * left unfinished is read to its end once a later day exists. Days that are missing, or that retention removes before the
 * reader gets there, are passed over; a day that is being read stays readable.
 *
 * <p>Waiting is ended by the store's notice of a commit: nothing is polled. Nothing is allocated per record.
 *
 * <p>One thread reads; {@link #close()} may be called by any. Close readers before their store.
 */
public final class LogReader implements LogRecord, Closeable {
    private static final LocalDate BEFORE_ALL_DAYS = LocalDate.of(0, 1, 1);

    private final DayWalk walk;
    private final Semaphore wakeUps = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Object lifeLock = new Object();
    private final Subscription subscription;
    private volatile Thread owner;
    private volatile boolean closed;

    private LogReader(LogStore store, Position start) {
        this.walk = new DayWalk(store, start);
        // Before anything is read: a commit in between still wakes.
        this.subscription = store.subscribe(this::wake);
    }

    /** What a step has come to. */
    public enum Step {
        /** A record: the reader's methods tell of it, until the next step. */
        RECORD,

        /** The end of {@link #day()}: no record of it comes any more. */
        END_OF_DAY,

        /** There is no record after {@link #position()} yet. */
        NOTHING_YET,

        /** The reader is closed. */
        CLOSED
    }

    /**
     * Reads from a position on. If its day does not exist, reading begins with the next day that does, once there is one.
     *
     * @param start before which record; such as the {@link #position()} of an earlier reader
     */
    public static LogReader from(LogStore store, Position start) {
        return new LogReader(store, start);
    }

    /** Reads from the beginning of a day on, or of the next day that exists. */
    public static LogReader fromDay(LogStore store, LocalDate day) {
        return new LogReader(store, new Position(day, 0));
    }

    /** Reads from the oldest day on, the first to come if there is none. */
    public static LogReader fromOldestDay(LogStore store) {
        return fromDay(store, BEFORE_ALL_DAYS);
    }

    /** Reads from the beginning of the newest day on, the first to come if there is none. */
    public static LogReader fromNewestDay(LogStore store) throws IOException {
        List<LocalDate> days = store.days();
        return fromDay(store, days.isEmpty() ? BEFORE_ALL_DAYS : days.get(days.size() - 1));
    }

    /**
     * Goes to the next record, or over the end of a day, without waiting.
     *
     * @throws CorruptLogException if the record cannot be what was written; the reader stays before it
     * @throws BeyondEndException if the position that reading began with lies beyond the end of its day
     */
    public Step poll() throws IOException {
        if (closed || (owner != Thread.currentThread() && !claim())) {
            free();
            return Step.CLOSED;
        }
        return walk.next();
    }

    /**
     * Goes to the next record, or over the end of a day, waiting for it.
     *
     * @param wait how long at most; not negative
     * @return {@link Step#NOTHING_YET} if none came in time, {@link Step#CLOSED} if the reader was closed meanwhile
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Step poll(Duration wait) throws IOException, InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (true) {
            // First: what comes after this look and before the wait still ends the wait.
            wakeUps.drainPermits();
            Step step = poll();
            if (step != Step.NOTHING_YET
                    || !wakeUps.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return step;
            }
        }
    }

    /**
     * Gives all records there are to a handler, those included that are appended meanwhile.
     *
     * @param backOff the pauses before a record is given again
     * @return whether everything was read; false if the handler stopped, or the reader was closed
     * @throws InterruptedException if the thread was interrupted in a pause
     */
    public boolean readAll(RecordHandler handler, BackOff backOff) throws IOException, InterruptedException {
        return new Delivery(this, handler, backOff).run(false);
    }

    /**
     * Gives all records to a handler, and those to come as they come, until it stops or the reader is closed.
     *
     * @param backOff the pauses before a record is given again
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public void tail(RecordHandler handler, BackOff backOff) throws IOException, InterruptedException {
        new Delivery(this, handler, backOff).run(true);
    }

    /**
     * Where to resume: after the record, or the day, that was read last. While a handler has a record, that is the position
     * after it; once it has answered with STOP, or thrown, the position before it.
     */
    public Position position() {
        return walk.position();
    }

    @Override
    public LocalDate day() {
        return walk.day();
    }

    @Override
    public long id() {
        return walk.record().id();
    }

    @Override
    public long offset() {
        return walk.record().offset();
    }

    @Override
    public int epochSeconds() {
        return walk.record().epochSeconds();
    }

    @Override
    public short type() {
        return walk.record().type();
    }

    @Override
    public ByteBuffer payload() {
        return walk.record().payload();
    }

    /**
     * Ends reading, and a wait that is under way. The reading thread frees what it has open, because it may be looking at
     * it: at once if it is the one to close, else with its next step, or when it closes, too.
     */
    @Override
    public void close() throws IOException {
        boolean mayFree;
        synchronized (lifeLock) {
            closed = true;
            mayFree = owner == null || owner == Thread.currentThread();
        }
        subscription.close();
        wakeUps.release();
        ended.countDown();
        if (mayFree) {
            walk.leaveDay();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Makes the next step repeat the last one. */
    void back() throws IOException {
        walk.back();
    }

    /** Waits for the end of a pause, or of the reader. */
    void pause(Duration pause) throws InterruptedException {
        boolean unused = ended.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean claim() {
        synchronized (lifeLock) {
            if (!closed) {
                owner = Thread.currentThread();
            }
            return !closed;
        }
    }

    private void free() throws IOException {
        if (owner == Thread.currentThread()) {
            walk.leaveDay();
        }
    }

    private void wake() {
        // One is enough, and a reader that does not wait would let them pile up.
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }
}
