package io.remotelog.master;

import com.google.common.util.concurrent.Uninterruptibles;
import io.remotelog.api.DayFinishedException;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Position;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the writer. Its thread appends what waits in the queue, commits it as a group, answers, and keeps the days; a single
 * record can be appended by the thread that brings it, by {@link #appendAtOnce}.
 *
 * <p>Any thread calls {@link #append} and {@link #currentDay}.
 */
final class Appender implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

    /** How much one commit takes in: enough to make its cost small, and little enough to answer soon. */
    static final long GROUP_BYTES = 4 << 20;

    /** The longest wait for records: days are looked after this often, so that an old one is finished within a second. */
    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    private final AppendQueue queue;
    private final LogWriter writer;
    private final DayRoll days;
    private final LogClock clock;
    private final int maxRecordBytes;
    private final AppendCounts counts = new AppendCounts();
    private final Crowd crowd = new Crowd(Runtime.getRuntime().availableProcessors());
    private final AppendTurn turn;
    private final Trouble refusals;
    private final boolean remembersProducers;
    private final Thread thread;

    /**
     * Starts nothing yet.
     *
     * @param turn of nobody else
     * @param maxRecordBytes the largest payload that is taken
     */
    Appender(AppendQueue queue, LogWriter writer, AppendTurn turn, DayRoll days, LogClock clock, int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
        this.turn = turn;
        this.queue = queue;
        this.writer = writer;
        this.days = days;
        this.clock = clock;
        this.refusals = new Trouble(LOG, clock, "records are refused");
        this.remembersProducers = writer.producers().isPresent();
        this.thread = new Thread(this::run, "remotelog-appender");
    }

    void start() {
        thread.start();
    }

    /** The day that is appended to; those before it are past. */
    LocalDate currentDay() {
        return days.current();
    }

    /**
     * Queues a record, waiting for room unless this is the appender thread; the answer comes on that thread, after the
     * commit.
     *
     * @param payload must stay as it is until the answer
     * @throws IllegalArgumentException if the type or the payload is out of range
     */
    CompletableFuture<Position> append(int type, ByteBuffer payload)
            throws QueueFullException, MasterClosedException, InterruptedException {
        requireInRange(type, payload);
        Promised record = new Promised((short) type, payload);
        put(record);
        return record.future();
    }

    /**
     * As {@link #append}, for a caller that the answer may come to on any thread: its record is appended on this one, and
     * answered before this returns, where that is the quicker way.
     *
     * @param payload must stay as it is until the answer
     * @throws IllegalArgumentException if the type or the payload is out of range
     */
    CompletableFuture<Position> appendAtOnce(int type, ByteBuffer payload)
            throws QueueFullException, MasterClosedException, InterruptedException {
        requireInRange(type, payload);
        Promised record = new Promised((short) type, payload);
        if (!turn.tryTake(queue, payload.remaining()) || !appendInTurn(record)) {
            put(record);
        }
        return record.future();
    }

    /** Appends in the turn that was taken, and ends it; false, and nothing done, where a day is to be opened or finished first. */
    private boolean appendInTurn(Promised record) {
        try {
            Instant now = clock.now();
            // To open and to finish days takes long: that is for the appender.
            boolean open = days.isOpenAt(now);
            if (open) {
                List<Pending> group = List.of(record);
                try {
                    commit(group, now);
                } catch (RuntimeException | Error e) {
                    goOnAfter(e, group);
                }
            }
            return open;
        } finally {
            turn.end();
        }
    }

    /**
     * Queues a record, waiting for room, and waits for the answer.
     *
     * @param payload must stay as it is until the answer, also after this has thrown
     * @throws IllegalArgumentException if the type or the payload is out of range
     * @throws ExecutionException if the record was refused
     */
    Position appendAndWait(int type, ByteBuffer payload, long nanos)
            throws QueueFullException, MasterClosedException, InterruptedException, ExecutionException,
                    TimeoutException {
        requireInRange(type, payload);
        Awaited record = new Awaited((short) type, payload);
        put(record);
        return record.await(nanos, crowd.yieldNanos());
    }

    /**
     * Queues a batch, waiting for room; it is told of its end on the appender thread.
     *
     * @throws IllegalArgumentException if a record of it is out of range
     */
    void append(PendingBatch batch) throws QueueFullException, MasterClosedException, InterruptedException {
        put(batch);
    }

    /** Whether batches may name their producer. */
    boolean remembersProducers() {
        return remembersProducers;
    }

    /** Records were refused before they came here, since they cannot be meant. Any thread. */
    void refusedInvalid(IllegalArgumentException reason, int records) {
        counts.refused(reason, records);
    }

    private void requireInRange(int type, ByteBuffer payload) {
        try {
            RecordLimits.check(type, payload.remaining(), maxRecordBytes);
        } catch (IllegalArgumentException e) {
            counts.refused(e, 1);
            throw e;
        }
    }

    private void put(Pending record) throws QueueFullException, MasterClosedException, InterruptedException {
        try {
            if (Thread.currentThread() == thread) {
                queue.putAtOnce(record);
            } else {
                queue.put(record);
            }
        } catch (QueueFullException | MasterClosedException e) {
            counts.refused(e, record.records());
            throw e;
        }
    }

    /** What was done so far, and how it stands. Any thread. */
    MasterStatus status() {
        return new MasterStatus(
                counts.appended(),
                counts.committed(),
                counts.committedBytes(),
                counts.refused(),
                queue.bytes(),
                queue.limit(),
                counts.commitTimes(),
                refusals.lately(MasterStatus.TROUBLE_LASTS),
                thread.isAlive());
    }

    private void run() {
        try {
            while (!queue.isDrained()) {
                crowd.awaitReturn(queue);
                List<Pending> group = queue.take(GROUP_BYTES, waitNanos());
                turn.take();
                try {
                    append(group);
                } finally {
                    turn.end();
                    queue.answered(group);
                }
            }
        } catch (InterruptedException e) {
            LOG.error("the appender was interrupted: nothing more is appended", e);
        } catch (RuntimeException | Error e) {
            LOG.error("the appender failed: nothing more is appended", e);
        } finally {
            queue.close();
            refuseTheRest();
        }
    }

    private void append(List<Pending> group) {
        // One reading of the clock, so that a record's time is of the day that it goes into.
        Instant now = clock.now();
        try {
            days.rollIfDue(now);
            if (!group.isEmpty()) {
                commit(group, now);
            }
        } catch (RuntimeException | Error e) {
            goOnAfter(e, group);
        }
    }

    /** A fault of the program must not stop the log. What became of the group's records is not known. */
    private void goOnAfter(Throwable fault, List<Pending> group) {
        LOG.error("a fault while {} records were appended, going on", records(group), fault);
        MasterFaultException unknown = new MasterFaultException(fault);
        counts.refused(unknown, records(group));
        group.forEach(record -> record.refused(unknown));
        try {
            // What the fault left appended must not be counted to the next group.
            writer.commit();
        } catch (IOException e) {
            LOG.error("what was appended before the fault is dropped: {}", e.getMessage(), e);
        }
    }

    private long waitNanos() {
        Instant end = clock.endOf(days.current());
        Duration untilMidnight = Duration.between(clock.now(), end);
        boolean soon = !untilMidnight.isNegative() && untilMidnight.compareTo(MAX_WAIT) < 0;
        return (soon ? untilMidnight.plusMillis(1) : MAX_WAIT).toNanos();
    }

    private void commit(List<Pending> group, Instant now) {
        try {
            commitAll(group, now);
        } catch (DayFinishedException e) {
            // Another program finished the day under us; nothing of the group is in it.
            LOG.warn("{}: going on in the next day", e.getMessage());
            commitInNextDay(group, now);
        } catch (IOException e) {
            refuse(group, e);
        }
    }

    private void commitInNextDay(List<Pending> group, Instant now) {
        try {
            days.leaveFinished();
            commitAll(group, now);
        } catch (IOException e) {
            refuse(group, e);
        }
    }

    private void commitAll(List<Pending> group, Instant now) throws IOException {
        days.ensureOpen();
        CommitGroup commit = new CommitGroup(writer, (int) now.getEpochSecond());
        long begin = System.nanoTime();
        for (Pending pending : group) {
            pending.appendTo(commit);
        }
        counts.appended(commit.records());
        commit.commit();
        long took = System.nanoTime() - begin;
        counts.committed(commit.records(), commit.bytes(), took);
        turn.committed(took);
        if (Thread.currentThread() == thread) {
            crowd.committed(group, took);
        }
        if (commit.records() > 0) {
            // Without records, such as a batch out of its order, it says nothing of the disk.
            refusals.isOver();
        }
        group.forEach(pending -> answer(pending, commit));
    }

    /** A fault with one answer must not change the others. */
    private static void answer(Pending pending, CommitGroup commit) {
        try {
            pending.committed(commit);
        } catch (RuntimeException | Error e) {
            LOG.error("a fault while {} committed records were answered, going on", pending.records(), e);
            pending.refused(new MasterFaultException(e));
        }
    }

    private static int records(List<Pending> group) {
        return group.stream().mapToInt(Pending::records).sum();
    }

    private void refuse(List<Pending> group, IOException reason) {
        refusals.happened(reason);
        counts.refused(reason, records(group));
        group.forEach(record -> record.refused(reason));
    }

    private void refuseTheRest() {
        try {
            List<Pending> rest = queue.take(Long.MAX_VALUE, 0);
            MasterClosedException closed = new MasterClosedException();
            counts.refused(closed, records(rest));
            rest.forEach(record -> record.refused(closed));
            queue.answered(rest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more records, commits and answers those that wait, and ends the thread. The writer stays open. */
    @Override
    public void close() {
        queue.close();
        // Not to be interrupted: the writer must not be closed under the thread that uses it.
        Uninterruptibles.joinUninterruptibly(thread);
        // Whoever appended without it has found the queue closed by now, or is to end first.
        turn.take();
        turn.end();
    }
}
