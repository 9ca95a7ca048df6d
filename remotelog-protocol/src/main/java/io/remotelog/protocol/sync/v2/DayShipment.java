package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import io.remotelog.protocol.sync.LongRecords;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.io.Closeable;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;

/** What one replica still has to get of one day. One thread. */
final class DayShipment implements Closeable {
    /** A batch is about this large: a few socket buffers, and one commit of a replica that keeps up. */
    static final int BATCH_BYTES = 256 << 10;

    private final LogStore store;
    private final LocalDate day;
    private final int maxRecordBytes;
    private final ByteBufAllocator allocator;
    private final LongRecords longRecords;
    private final Pace pace;
    private long nextId;
    private long ackedId;
    /** Whether it has been at its end once: what comes later are live records. */
    private boolean live;

    private DayLog log;
    private RecordCursor cursor;
    /** The cursor stands on the record of nextId already: it did not fit into the batch before. */
    private boolean cursorAhead;

    private String stoppedBecause;
    private boolean stopTold;

    DayShipment(
            LogStore store,
            Position next,
            int maxRecordBytes,
            ByteBufAllocator allocator,
            LongRecords longRecords,
            Pace pace) {
        this.store = store;
        this.day = next.day();
        this.nextId = next.id();
        this.ackedId = nextId;
        this.maxRecordBytes = maxRecordBytes;
        this.allocator = allocator;
        this.longRecords = longRecords;
        this.pace = pace;
    }

    /** The record that comes next. */
    Position next() {
        return new Position(day, nextId);
    }

    /** The replica has the records before this one durably. */
    void acked(long id) {
        ackedId = Math.max(ackedId, Math.min(id, nextId));
    }

    /** As far as it is acked, if there is more to send. */
    Optional<Position> ackedOfMore() throws IOException {
        return isGone() || stoppedBecause != null || nextId >= log.durable()
                ? Optional.empty()
                : Optional.of(new Position(day, ackedId));
    }

    /** Whether the store does not have the day. */
    boolean isGone() throws IOException {
        if (log == null) {
            log = store.find(day).orElse(null);
        }
        return log == null;
    }

    /** That there is this day, though there is nothing of it to send yet. */
    Message announcement() {
        return new Message.Records(day, nextId, 0, nextId, Unpooled.EMPTY_BUFFER);
    }

    /** As {@link #nextMessage}, and once all was sent that there is, the pace holds nothing of this day back any more. */
    Optional<Message> nextLive(boolean paceAllows) throws IOException {
        live |= stoppedBecause == null && nextId == log.durable();
        return nextMessage(paceAllows);
    }

    /** Records, the end of the day, or what is wrong with the next record, if there is one of them to tell. */
    Optional<Message> nextMessage(boolean paceAllows) throws IOException {
        if (stoppedBecause != null) {
            return tellStop();
        }
        // Finished before durable: a record committed in between is then still counted.
        boolean finished = log.isFinished();
        long end = log.durable();
        if (nextId < end) {
            return live || paceAllows ? records(end) : Optional.empty();
        }
        if (finished && nextId == log.count()) {
            long known = log.known();
            if (known > nextId) {
                stoppedBecause = "the day is finished on the master with " + nextId + " records, want " + known
                        + ": the others are lost. Mend it there with: remotelog verify --store PATH --repair --from COPY";
                return tellStop();
            }
            return Optional.of(new Message.DayFinished(day, nextId));
        }
        return Optional.empty();
    }

    private Optional<Message> tellStop() {
        if (stopTold) {
            return Optional.empty();
        }
        stopTold = true;
        return Optional.of(new Message.Stopped(next(), stoppedBecause));
    }

    private Optional<Message> records(long end) throws IOException {
        RecordsBody.Builder batch =
                new RecordsBody.Builder(allocator, live ? BATCH_BYTES : pace.batchBytes(BATCH_BYTES));
        boolean whole = false;
        try {
            fill(batch, end);
            whole = true;
        } finally {
            if (!whole) {
                batch.discard();
            }
        }
        if (batch.count() == 0) {
            return stoppedBecause == null ? Optional.empty() : tellStop();
        }
        Message.Records records = new Message.Records(day, nextId - batch.count(), batch.count(), end, batch.build());
        if (!live) {
            pace.sent(records.body().readableBytes());
        }
        return Optional.of(records);
    }

    private void fill(RecordsBody.Builder batch, long end) throws IOException {
        try {
            if (cursor == null) {
                cursor = log.cursor(nextId);
                cursorAhead = false;
            }
            while (nextId < end && !batch.isFull()) {
                if (!cursorAhead && !cursor.next()) {
                    throw new SyncProtocolException(next() + " cannot be read, of " + end + " records");
                }
                cursorAhead = true;
                int payloadBytes = cursor.payload().remaining();
                if (payloadBytes > maxRecordBytes) {
                    stoppedBecause = "the payload has " + payloadBytes + " bytes, but the replica takes at most "
                            + maxRecordBytes + ": start it with a larger --max-record-bytes";
                    return;
                }
                boolean mayGo = payloadBytes <= LongRecords.ABOVE_BYTES || longRecords.mayGo(payloadBytes);
                if (!mayGo || !batch.append(cursor)) {
                    return;
                }
                cursorAhead = false;
                nextId++;
            }
        } catch (CorruptLogException e) {
            stoppedBecause = "the record is corrupt on the master: " + e.getMessage()
                    + ". Mend it there with: remotelog verify --store PATH --repair --from COPY";
        }
    }

    @Override
    public void close() throws IOException {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }
}
