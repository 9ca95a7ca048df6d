package io.remotelog.sdk;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps batches in a store until the master has them, also over a restart of the application. A thread of its own writes; the
 * thread that sends reads.
 *
 * <p>The days of the store are segments, numbered from {@value #FIRST_YEAR} on: a day begins when the one before has
 * {@value #SEGMENT_BYTES} bytes, and is removed when all of it is acknowledged and it is not the last. A segment of which a part is
 * acknowledged is sent as a whole after a restart: the master knows what it has.
 *
 * <p>What waits to be written is in memory, and bounded by {@link SendBuffer}: its room is free again once it is committed.
 */
final class Spill implements Closeable {
    private static final int FIRST_YEAR = 2000;
    private static final int SEGMENT_BYTES = 8 << 20;

    /** How much is committed at a time. */
    private static final int COMMIT_BYTES = 2 << 20;

    private static final int RETRY_MILLIS = 1_000;
    private static final int CLOSE_SECONDS = 5;

    private final LogStore store;
    private final LogWriter writer;
    private final SpillReader reader;
    private final Warnings warnings;
    private final Thread thread = new Thread(this::run, "remotelog-spill");
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final SortedMap<LocalDate, Segment> segments = new TreeMap<>();
    private final AtomicLong waiting = new AtomicLong();
    private volatile LocalDate openDay;
    private volatile boolean closing;
    private Listener listener;
    private ByteBuffer scratch = ByteBuffer.allocate(64 << 10);

    /** Of the thread that sends: records of batches that were handed over, those found at the beginning included. */
    private long handedOver;

    private Spill(LogStore store, LogWriter writer, Warnings warnings) throws IOException {
        this.store = store;
        this.writer = writer;
        this.warnings = warnings;
        thread.setDaemon(true);
        LocalDate next = LocalDate.of(FIRST_YEAR, 1, 1);
        Set<LocalDate> empty = new HashSet<>();
        for (LocalDate day : store.days()) {
            long count = writer.open(day).count();
            if (count == 0) {
                empty.add(day);
            } else {
                segments.put(day, new Segment(count));
                waiting.addAndGet(count);
            }
            next = day.plusDays(1);
        }
        open(next);
        for (LocalDate day : empty) {
            writer.delete(day);
        }
        this.handedOver = waiting.get();
        this.reader = new SpillReader(store, segments.firstKey());
    }

    /** What is to be done next: to write a batch, or to take one as acknowledged. */
    private record Task(Batch batch, boolean isAcknowledged) {}

    /** A day. */
    private static final class Segment {
        long unacknowledged;
        long bytes;
        long records;

        Segment(long records) {
            this.unacknowledged = records;
            this.records = records;
        }
    }

    /** Is told of progress, on the thread that writes; must not block. */
    interface Listener {
        /** The batch is in the store. */
        void written(Batch batch);
    }

    /**
     * Takes the store, with what is in it.
     *
     * @throws IOException if it cannot be used; of one that another process uses it tells which
     */
    static Spill open(String location, Warnings warnings) throws IOException {
        LogStore store = LogStores.open(location);
        try {
            return new Spill(store, store.writer(ZoneOffset.UTC), warnings);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    void start(Listener told) {
        listener = told;
        thread.start();
    }

    /** How many records are in the store and not acknowledged. */
    long waiting() {
        return waiting.get();
    }

    /** Writes a numbered batch, behind all others. Of the thread that sends. */
    void write(Batch batch) {
        batch.toSpill(handedOver);
        handedOver += batch.records();
        tasks.add(new Task(batch, false));
    }

    /** The master has a batch that was handed over, or read. Any thread. */
    void acknowledged(Batch batch) {
        tasks.add(new Task(batch, true));
    }

    /** How many records were handed over, those found at the beginning included. */
    long handedOver() {
        return handedOver;
    }

    /** How many of them were read again, or never out of memory. */
    long recordsRead() {
        return reader.recordsRead();
    }

    /** Reads the next batch; null if there is none yet. Of the thread that sends. */
    Batch next(SpillReader.Producers producers) throws IOException {
        return reader.next(openDay, producers);
    }

    /** A batch that was written is in memory all the same: it will not be read. Of the thread that sends. */
    void pass(Batch batch) throws IOException {
        reader.pass(batch.spillDay(), batch.spillEnd(), batch.records());
    }

    private void run() {
        List<Task> failed = List.of();
        while (true) {
            try {
                List<Task> next = failed.isEmpty() ? take() : failed;
                if (next.isEmpty()) {
                    return;
                }
                failed = next;
                perform(next);
                failed = List.of();
            } catch (IOException | RuntimeException e) {
                warnings.warn("spill", "cannot write the spill, and tries again: " + e);
                if (closing) {
                    return;
                }
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes up to a bound, or acknowledgements; empty at the end. */
    private List<Task> take() throws InterruptedException {
        Task first = null;
        while (first == null) {
            first = tasks.poll(100, TimeUnit.MILLISECONDS);
            if (first == null && closing) {
                return List.of();
            }
        }
        List<Task> taken = new ArrayList<>(List.of(first));
        long bytes = first.batch().bytes();
        for (Task next = tasks.peek();
                next != null && next.isAcknowledged() == first.isAcknowledged() && bytes < COMMIT_BYTES;
                next = tasks.peek()) {
            taken.add(tasks.remove());
            bytes += next.batch().bytes();
        }
        return taken;
    }

    private void perform(List<Task> same) throws IOException {
        if (same.get(0).isAcknowledged()) {
            for (Task task : same) {
                segments.get(task.batch().spillDay()).unacknowledged -=
                        task.batch().records();
                waiting.addAndGet(-task.batch().records());
            }
            try {
                removeAcknowledged();
            } catch (IOException e) {
                // What is not removed now is with the next acknowledgement, or sent once more after a restart.
                warnings.warn("spill", "cannot remove what is sent from the spill: " + e);
            }
        } else {
            write(same);
        }
    }

    private void write(List<Task> batches) throws IOException {
        if (segments.get(openDay).bytes >= SEGMENT_BYTES) {
            open(openDay.plusDays(1));
        }
        int seconds = Math.toIntExact(TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()));
        for (Task task : batches) {
            append(seconds, task.batch());
        }
        writer.commit();
        Segment segment = segments.get(openDay);
        for (Task task : batches) {
            Batch batch = task.batch();
            segment.records += batch.records();
            segment.bytes += batch.bytes();
            segment.unacknowledged += batch.records();
            waiting.addAndGet(batch.records());
            batch.inSpill(openDay, segment.records);
            listener.written(batch);
        }
    }

    private void append(int seconds, Batch batch) throws IOException {
        int offset = 0;
        for (int i = 0; i < batch.records(); i++) {
            int length = batch.length(i);
            if (scratch.capacity() < SpilledRecord.PAYLOAD + length) {
                scratch = ByteBuffer.allocate(SpilledRecord.PAYLOAD + length);
            }
            SpilledRecord.put(scratch, batch, batch.payload(offset, length).asReadOnlyByteBuffer());
            writer.append(seconds, batch.type(i), scratch);
            offset += length;
        }
    }

    private void removeAcknowledged() throws IOException {
        if (segments.get(openDay).records > 0 && segments.values().stream().allMatch(s -> s.unacknowledged == 0)) {
            open(openDay.plusDays(1));
        }
        for (LocalDate day : List.copyOf(segments.keySet())) {
            if (!day.equals(openDay) && segments.get(day).unacknowledged == 0) {
                writer.delete(day);
                segments.remove(day);
            }
        }
    }

    private void open(LocalDate day) throws IOException {
        long count = writer.open(day).count();
        segments.put(day, new Segment(count));
        openDay = day;
    }

    /** Writes what was handed over, as far as that is possible within some seconds, and gives the store free. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            warnings.warn("spill", "the spill's disk hangs: what was not written yet is lost");
            return;
        }
        reader.close();
        store.close();
    }
}
