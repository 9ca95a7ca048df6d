package io.remotelog.sdk;

import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.UUID;

/** Reads the batches of a spill in their order, those to come included. One thread. */
final class SpillReader implements Closeable {
    private final LogStore store;
    private LocalDate day;
    private RecordCursor cursor;
    private long recordsRead;

    /** Whether the cursor is at a record that was not given out: the first one of the next batch. */
    private boolean isAhead;

    SpillReader(LogStore store, LocalDate firstDay) {
        this.store = store;
        this.day = firstDay;
    }

    /** Gives out the producer of an id. */
    interface Producers {
        Producer of(UUID id);
    }

    /** How many records were given out, or passed over. */
    long recordsRead() {
        return recordsRead;
    }

    /**
     * Reads the next batch.
     *
     * @param openDay the day that may grow yet
     * @return null if there is none yet
     */
    Batch next(LocalDate openDay, Producers producers) throws IOException {
        if (!hasRecord(openDay)) {
            return null;
        }
        SpilledRecord.BatchKey key = SpilledRecord.keyOf(cursor.payload());
        Batch batch = new Batch(0, System.nanoTime(), cursor.payload().remaining());
        do {
            ByteBuffer payload = SpilledRecord.payloadOf(cursor.payload());
            batch.add(cursor.type(), payload, null, batch.begunNanos());
            isAhead = cursor.next();
        } while (isAhead && SpilledRecord.keyOf(cursor.payload()).equals(key));
        batch.restored(producers.of(key.producer()), key.sequence(), day, recordsRead);
        recordsRead += batch.records();
        return batch;
    }

    /** Goes on behind records that were never out of memory. */
    void pass(LocalDate passedDay, long nextId, int records) throws IOException {
        if (!passedDay.equals(day)) {
            close();
            day = passedDay;
        }
        isAhead = false;
        open();
        cursor.seek(nextId);
        recordsRead += records;
    }

    private boolean hasRecord(LocalDate openDay) throws IOException {
        while (!isAhead) {
            if (cursor == null && store.find(day).isPresent()) {
                open();
            }
            isAhead = cursor != null && cursor.next();
            if (isAhead || !day.isBefore(openDay)) {
                return isAhead;
            }
            close();
            day = day.plusDays(1);
        }
        return true;
    }

    private void open() throws IOException {
        if (cursor == null) {
            cursor = store.find(day).orElseThrow().cursor(0);
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
