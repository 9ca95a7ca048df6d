package io.remotelog.master;

import io.remotelog.api.DayLog;
import io.remotelog.api.ForwardingCursor;
import io.remotelog.api.ForwardingDay;
import io.remotelog.api.ForwardingStore;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A store that counts what is read from it, and what is open. */
final class CountedStore extends ForwardingStore {
    final AtomicLong recordsRead = new AtomicLong();
    final AtomicInteger cursors = new AtomicInteger();
    final AtomicInteger subscriptions = new AtomicInteger();

    /** Whether the last record of a day comes again and again. */
    volatile boolean endless;

    CountedStore(LogStore store) {
        super(store);
    }

    @Override
    public Optional<DayLog> find(LocalDate day) throws IOException {
        return super.find(day).map(Day::new);
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        Subscription subscription = super.subscribe(wakeUp);
        subscriptions.incrementAndGet();
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            subscription.close();
            if (open.getAndSet(false)) {
                subscriptions.decrementAndGet();
            }
        };
    }

    private final class Day extends ForwardingDay {
        Day(DayLog day) {
            super(day);
        }

        @Override
        public RecordCursor cursor(long fromId) throws IOException {
            RecordCursor cursor = super.cursor(fromId);
            cursors.incrementAndGet();
            return new Cursor(cursor);
        }
    }

    private final class Cursor extends ForwardingCursor {
        private boolean closed;

        Cursor(RecordCursor cursor) {
            super(cursor);
        }

        @Override
        public boolean next() throws IOException {
            boolean read = super.next() || endless;
            if (read) {
                recordsRead.incrementAndGet();
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (!closed) {
                closed = true;
                cursors.decrementAndGet();
            }
        }
    }
}
