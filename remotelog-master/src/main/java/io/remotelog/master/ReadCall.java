package io.remotelog.master;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.remotelog.api.LogRecord;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RangeReader;
import io.remotelog.api.ReadRange;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.link.RecordRoom;
import io.remotelog.protocol.v1.ReadResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Read under way: reads a batch when the connection can take one, and has at most that one in memory. For a record that
 * is longer than a batch it needs {@linkplain RecordRoom room} first, which it gives back when the connection has taken it.
 *
 * <p>It is under way until gRPC has let go of all that it sent, or the client has gone: gRPC keeps what a client does not take.
 *
 * <p>It reads on the one thread it was given, in turns: that the connection has room, that records came, that the client has
 * gone, and that the master ends, each bring a turn, and do nothing else. So whoever tells of them, on any thread, never
 * waits.
 */
final class ReadCall {
    private static final Logger LOG = LoggerFactory.getLogger(ReadCall.class);

    /** How long a turn lasts, so that others on the thread, and a client that has gone, do not wait for long. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How often the client is told of a position, while only records of other types come. */
    private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LogStore store;
    private final ReadRange range;
    private final CallCounts counts;
    private final ServerCallStreamObserver<ReadResponse> response;
    private final Executor thread;
    private final Consumer<ReadCall> whenEnded;
    private final CallStream stream;
    private final ReadHold hold;
    private final AtomicBoolean turnDue = new AtomicBoolean();

    /** The reader, and gRPC: what has not ended yet. */
    private final AtomicInteger parts = new AtomicInteger(2);

    private final ReadBatch batch = new ReadBatch();
    private volatile boolean stopping;
    private volatile boolean wantsRecords;
    private volatile boolean letGo;

    // Of the thread alone.
    private RangeReader reader;
    private Subscription subscription = () -> {};
    private boolean held;
    private boolean waitsForRoom;
    private boolean toldCaughtUp;
    private long sentNanos;
    private boolean ended;

    ReadCall(
            LogStore store,
            ReadRange range,
            CallCounts counts,
            ServerCallStreamObserver<ReadResponse> response,
            CallStream stream,
            RecordRoom room,
            Executor thread,
            Consumer<ReadCall> whenEnded) {
        this.store = store;
        this.range = range;
        this.counts = counts;
        this.response = response;
        this.stream = stream;
        this.hold = new ReadHold(room, response, this::takeTurn);
        this.thread = thread;
        this.whenEnded = whenEnded;
    }

    /** Begins; on the thread of the call, before that goes on. */
    void begin() {
        response.setOnReadyHandler(this::takeTurn);
        response.setOnCancelHandler(this::letGo);
        response.setOnCloseHandler(this::letGo);
        takeTurn();
    }

    /** gRPC has sent all, or dropped it. */
    private void letGo() {
        letGo = true;
        hold.giveBack();
        takeTurn();
        partEnded();
    }

    /** Ends it, since the master does. Any thread. */
    void stop() {
        stopping = true;
        takeTurn();
    }

    private void recordsCame() {
        if (wantsRecords) {
            takeTurn();
        }
    }

    private void takeTurn() {
        if (turnDue.compareAndSet(false, true)) {
            thread.execute(this::turn);
        }
    }

    private void turn() {
        // First: what comes from now on brings another turn.
        turnDue.set(false);
        hold.overdue().ifPresent(this::cutOff);
        if (ended) {
            return;
        }
        if (letGo || response.isCancelled()) {
            end();
        } else if (stopping) {
            fail(ReadFailures.shuttingDown());
        } else {
            // A commit needs no turn while the connection has no room: the room will bring one.
            wantsRecords = response.isReady();
            if (wantsRecords) {
                hold.taken();
                read();
            }
        }
    }

    private void read() {
        try {
            if (reader == null) {
                open();
            }
            if (readBatch()) {
                takeTurn();
            }
        } catch (IOException | RuntimeException | Error e) {
            Status status = ReadFailures.status(e, reader == null ? start() : reader.position());
            if (status.getCode() == Status.Code.INTERNAL || status.getCode() == Status.Code.DATA_LOSS) {
                LOG.warn("a read for an application ended: {}", status.getDescription(), e);
            }
            fail(status);
        }
    }

    private void open() throws IOException {
        if (range.follow()) {
            // Before anything is read: a commit in between still brings a turn.
            subscription = store.subscribe(this::recordsCame);
        }
        reader = RangeReader.open(store, range);
    }

    /** Sends what it finds in a turn; returns whether there may be more already. */
    private boolean readBatch() throws IOException {
        long turnEnd = System.nanoTime() + TURN_NANOS;
        waitsForRoom = false;
        if (held) {
            held = false;
            if (!take()) {
                return goesOn();
            }
        }
        do {
            switch (reader.poll()) {
                case RECORD -> {
                    if (!take()) {
                        return goesOn();
                    }
                }
                case PASSED -> {}
                case NOTHING_YET -> {
                    tellCaughtUp();
                    return false;
                }
                case END, CLOSED -> {
                    sendWhatIsThere(reader.position());
                    response.onCompleted();
                    end();
                    return false;
                }
            }
        } while (System.nanoTime() - turnEnd < 0);
        // Also without a record, for a client that waits for a rare type: it sees how far this is.
        send(reader.position(), false);
        return true;
    }

    /** Whether another turn is due after one that a record has ended. */
    private boolean goesOn() {
        return !ended && !waitsForRoom;
    }

    /** Takes the record that the reader is at into the batch, or sends it alone; returns false if the turn is over. */
    private boolean take() {
        if (reader.record().payload().remaining() > MasterConfig.MAX_RECORD_BYTES) {
            sendWhatIsThere(before(reader.record()));
            fail(ReadFailures.tooLong(reader.record()));
            return false;
        }
        if (!batch.hasRoomFor(reader.record())) {
            held = true;
            send(before(reader.record()), false);
            return false;
        }
        long size = ReadBatch.responseBytes(reader.record());
        if (size <= ReadBatch.MAX_BYTES) {
            batch.add(reader.record());
            return true;
        }
        if (!hold.take(reader.record(), size)) {
            held = true;
            waitsForRoom = true;
            return false;
        }
        batch.add(reader.record());
        send(reader.position(), false);
        toldCaughtUp = false;
        return false;
    }

    /** Ends it for others, and drops what its client does not take. */
    private void cutOff(Status status) {
        if (!letGo) {
            if (!ended) {
                fail(status);
            }
            stream.cutOff(status);
        }
    }

    /** Once; later with records, or now and then, if what came is passed only. */
    private void tellCaughtUp() {
        if (!batch.isEmpty() || !toldCaughtUp || System.nanoTime() - sentNanos > NEWS_NANOS) {
            toldCaughtUp = true;
            send(reader.position(), true);
        }
    }

    private void send(Position next, boolean caughtUp) {
        counts.read(batch.records());
        response.onNext(batch.take(next, caughtUp));
        sentNanos = System.nanoTime();
    }

    private void sendWhatIsThere(Position next) {
        if (!batch.isEmpty()) {
            send(next, false);
        }
    }

    private void fail(Status status) {
        try {
            if (reader != null) {
                sendWhatIsThere(reader.position());
            }
            response.onError(status.asRuntimeException());
        } catch (IllegalStateException e) {
            // gRPC has ended the call, since it had no memory for a response. The thread has other Reads to go on with.
            LOG.warn("a read for an application was cut off: {}", e.getMessage());
        } finally {
            end();
        }
    }

    private static Position before(LogRecord record) {
        return new Position(record.day(), record.id());
    }

    private Position start() {
        return new Position(range.firstDay().orElse(LocalDate.EPOCH), range.fromId());
    }

    private void partEnded() {
        if (parts.decrementAndGet() == 0) {
            whenEnded.accept(this);
        }
    }

    private void end() {
        ended = true;
        if (letGo) {
            // What it took since then.
            hold.giveBack();
        }
        subscription.close();
        try {
            if (reader != null) {
                reader.close();
            }
        } catch (IOException e) {
            LOG.warn("after a read for an application: {}", e.getMessage(), e);
        } finally {
            partEnded();
        }
    }
}
