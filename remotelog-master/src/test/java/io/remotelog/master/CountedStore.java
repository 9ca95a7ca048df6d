package io.remotelog.master;

import io.remotelog.api.DayLog;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A store that counts what is read from it, and what is open. */
final class CountedStore implements LogStore {
    final AtomicLong recordsRead = new AtomicLong();
    final AtomicInteger cursors = new AtomicInteger();
    final AtomicInteger subscriptions = new AtomicInteger();

    /** Whether the last record of a day comes again and again. */
    volatile boolean endless;

    private final LogStore store;

    CountedStore(LogStore store) {
        this.store = store;
    }

    @Override
    public List<LocalDate> days() throws IOException {
        return store.days();
    }

    @Override
    public Optional<DayLog> find(LocalDate day) throws IOException {
        return store.find(day).map(Day::new);
    }

    @Override
    public Optional<Lineage> lineage() throws IOException {
        return store.lineage();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        Subscription subscription = store.subscribe(wakeUp);
        subscriptions.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            subscription.close();
            if (open.getAndSet(false)) {
                subscriptions.decrementAndGet();
            }
        };
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return store.writer(zone);
    }

    @Override
    public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
        return store.mirrorWriter(zone);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private final class Day implements DayLog {
        private final DayLog day;

        Day(DayLog day) {
            this.day = day;
        }

        @Override
        public LocalDate day() {
            return day.day();
        }

        @Override
        public long count() throws IOException {
            return day.count();
        }

        @Override
        public long durable() throws IOException {
            return day.durable();
        }

        @Override
        public boolean isFinished() throws IOException {
            return day.isFinished();
        }

        @Override
        public RecordCursor cursor(long fromId) throws IOException {
            RecordCursor cursor = day.cursor(fromId);
            cursors.incrementAndGet();
            return new Cursor(cursor);
        }
    }

    private final class Cursor implements RecordCursor {
        private final RecordCursor cursor;
        private boolean closed;

        Cursor(RecordCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public boolean next() throws IOException {
            boolean read = cursor.next() || endless;
            if (read) {
                recordsRead.incrementAndGet();
            }
            return read;
        }

        @Override
        public void seek(long id) throws IOException {
            cursor.seek(id);
        }

        @Override
        public long id() {
            return cursor.id();
        }

        @Override
        public long offset() {
            return cursor.offset();
        }

        @Override
        public int epochSeconds() {
            return cursor.epochSeconds();
        }

        @Override
        public short type() {
            return cursor.type();
        }

        @Override
        public ByteBuffer payload() {
            return cursor.payload();
        }

        @Override
        public void close() throws IOException {
            cursor.close();
            if (!closed) {
                closed = true;
                cursors.decrementAndGet();
            }
        }
    }
}
