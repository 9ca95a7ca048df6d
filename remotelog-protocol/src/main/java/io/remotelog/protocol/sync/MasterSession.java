package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.Days;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The master's end of a link, without its socket: takes the frames of one replica, and gives the next frame for it when
 * asked. It holds no frames back, so a link costs the memory of the one frame that is on its way. One thread.
 *
 * <p>Any {@link IOException} ends the link, with its message as the reason.
 */
public final class MasterSession implements Closeable {
    /** A batch ends with the record that reaches this. Large frames keep the wait between frames cheap. */
    static final int BATCH_BYTES = 256 << 10;

    /** A go-remote-log replica passes over a "day finished" while its own clock says that the day is today. */
    static final Duration DAY_FINISHED_DELAY = Duration.ofSeconds(5);

    static final Duration DAY_FINISHED_REPEAT = Duration.ofSeconds(30);

    static final String GREETING_REPLY = "hello test msg from server";

    private static final long NEVER = Long.MAX_VALUE;

    private final LogStore store;
    private final Supplier<LocalDate> currentDay;
    private final LogClock clock;
    private final ByteBufAllocator allocator;
    private final LongRecords longRecords;
    private final Consumer<LocalDate> absent;

    private boolean greetingReplyOwed;
    private LocalDate day;
    private long nextId;
    private DayLog log;
    private RecordCursor cursor;
    private byte[] date;
    // The cursor stands on the record of nextId already: it did not fit into the batch before.
    private boolean cursorAhead;
    private boolean allSent;
    private boolean dayFinishedTold;
    private long toldAtNanos;

    /**
     * Begins a link.
     *
     * @param currentDay the day that the master appends to; one before it is past
     * @param longRecords is asked before a long one is sent
     * @param absent told of each past day that was asked for and is not in the store
     */
    public MasterSession(
            LogStore store,
            Supplier<LocalDate> currentDay,
            LogClock clock,
            ByteBufAllocator allocator,
            LongRecords longRecords,
            Consumer<LocalDate> absent) {
        this.store = store;
        this.currentDay = currentDay;
        this.clock = clock;
        this.allocator = allocator;
        this.longRecords = longRecords;
        this.absent = absent;
    }

    /** Takes a frame from the replica; the caller keeps the reference to it. */
    public void receive(Frame frame) throws IOException {
        switch (frame.type()) {
            case HEARTBEAT -> {}
            case GREETING -> greetingReplyOwed = true;
            case REQUEST -> begin(DayRequest.parse(frame.text()));
            default -> throw new SyncProtocolException(frame + " from a replica, want GREETING, REQUEST or HEARTBEAT");
        }
    }

    /** Where the replica is: the position of the record that it gets next, once it has asked for a day. */
    public Optional<Position> position() {
        return day == null ? Optional.empty() : Optional.of(new Position(day, nextId));
    }

    private void begin(Position from) throws IOException {
        closeCursor();
        day = from.day();
        nextId = from.id();
        date = RecordBatch.dateBytes(day);
        log = null;
        allSent = false;
        dayFinishedTold = false;
        if (!day.isAfter(currentDay.get())) {
            findDay();
        }
    }

    /**
     * Gives the next frame, which the caller owns, or nothing when there is none yet: then ask again after a wake-up of the
     * store, a frame from the replica, or {@link #nanosToNextFrame()}.
     */
    public Optional<Frame> nextFrame() throws IOException {
        if (greetingReplyOwed) {
            greetingReplyOwed = false;
            return Optional.of(Frame.ofText(MessageType.GREETING_REPLY, GREETING_REPLY));
        }
        if (day == null || day.isAfter(currentDay.get())) {
            return Optional.empty();
        }
        if (!allSent) {
            Optional<Frame> records = nextRecords();
            if (records.isPresent()) {
                return records;
            }
        }
        return allSent && nanosToNextFrame() == 0 ? Optional.of(dayFinished()) : Optional.empty();
    }

    /** How long until there is a frame for a reason of time alone, in nanoseconds; the largest long if there is none. */
    public long nanosToNextFrame() {
        if (!allSent) {
            return NEVER;
        }
        // A live day is finished a moment before the current day moves on.
        boolean justEnded = !day.isBefore(currentDay.get().minusDays(1));
        if (dayFinishedTold) {
            long repeatAfter = DAY_FINISHED_REPEAT.toNanos() - (clock.nanoTime() - toldAtNanos);
            return justEnded ? Math.max(0, repeatAfter) : NEVER;
        }
        Duration untilDue = Duration.between(clock.now(), clock.endOf(day).plus(DAY_FINISHED_DELAY));
        // A day that another program finished hours early is told at once, and repeated.
        boolean dueSoon = !untilDue.isNegative() && untilDue.compareTo(DAY_FINISHED_REPEAT) < 0;
        return justEnded && dueSoon ? untilDue.toNanos() : 0;
    }

    private Frame dayFinished() {
        dayFinishedTold = true;
        toldAtNanos = clock.nanoTime();
        return Frame.ofText(MessageType.DAY_FINISHED, Days.format(day));
    }

    private Optional<Frame> nextRecords() throws IOException {
        if (log == null && !findDay()) {
            return Optional.empty();
        }
        // Finished before durable: a record committed in between is then still counted.
        boolean finished = log.isFinished();
        long end = log.durable();
        if (nextId < end) {
            return batch(end).map(records -> new Frame(MessageType.RECORDS, records));
        }
        if (finished) {
            requireWhole();
            allSent = true;
            closeCursor();
        }
        return Optional.empty();
    }

    private void requireWhole() throws IOException {
        if (log.known() > nextId) {
            throw new CorruptLogException("day " + day + " is finished with " + nextId + " records, want " + log.known()
                    + ": the others are lost. Mend it with: remotelog verify --store PATH --repair --from COPY");
        }
    }

    /** Looks the day up. A past day that the store does not have is all sent. */
    private boolean findDay() throws IOException {
        // The day first: one that ends in between is then looked for among the days that exist.
        boolean past = day.isBefore(currentDay.get());
        Optional<DayLog> found = store.find(day);
        requireId(found.isPresent() ? found.get().count() : 0);
        if (found.isPresent()) {
            log = found.get();
        } else if (past) {
            absent.accept(day);
            allSent = true;
        }
        return log != null;
    }

    private void requireId(long count) throws SyncProtocolException {
        if (nextId > count) {
            throw new SyncProtocolException("request for " + day + " from id " + nextId + ", but this master has "
                    + count + " records of that day: the replica mirrors another log, or this one was rolled back");
        }
    }

    /** Nothing if the next record is a long one that may not go yet. */
    private Optional<ByteBuf> batch(long end) throws IOException {
        if (cursor == null) {
            cursor = log.cursor(nextId);
            cursorAhead = false;
        }
        ByteBuf batch = allocator.buffer(BATCH_BYTES);
        boolean whole = false;
        try {
            while (nextId < end && batch.readableBytes() < BATCH_BYTES) {
                if (!cursorAhead && !cursor.next()) {
                    throw new SyncProtocolException(day + "/" + nextId + " cannot be read, of " + end + " records");
                }
                cursorAhead = true;
                int payloadBytes = cursor.payload().remaining();
                if (!fits(batch, payloadBytes) || !mayGo(payloadBytes)) {
                    break;
                }
                RecordBatch.append(batch, date, cursor);
                cursorAhead = false;
                nextId++;
            }
            whole = batch.isReadable();
            return whole ? Optional.of(batch) : Optional.empty();
        } finally {
            if (!whole) {
                batch.release();
            }
        }
    }

    private boolean fits(ByteBuf batch, int payloadBytes) throws SyncProtocolException {
        if (payloadBytes > FrameLimits.MAX_PAYLOAD_BYTES) {
            throw new SyncProtocolException(day + "/" + nextId + " has a payload of " + payloadBytes
                    + " bytes, which no frame of protocol version 1 can carry: want at most "
                    + FrameLimits.MAX_PAYLOAD_BYTES);
        }
        return batch.readableBytes() == 0
                || batch.readableBytes() + RecordBatch.OVERHEAD_BYTES + payloadBytes <= FrameLimits.MAX_BODY_BYTES;
    }

    private boolean mayGo(int payloadBytes) {
        return payloadBytes <= LongRecords.ABOVE_BYTES || longRecords.mayGo(payloadBytes);
    }

    private void closeCursor() throws IOException {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeCursor();
    }
}
