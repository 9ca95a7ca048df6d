package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.DayLog;
import io.remotelog.api.ForwardingDay;
import io.remotelog.api.ForwardingStore;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** A store whose appends fail, whose commits wait, or are not durable yet, as long as a test says so. */
final class HeldStore extends ForwardingStore {
    /** What a commit takes one of. */
    final Semaphore commits = new Semaphore(1 << 30);

    /** Why a record is not appended. */
    volatile Optional<IOException> failure = Optional.empty();

    /** What the next commit fails with that it must not fail with, after it is done. */
    final AtomicReference<RuntimeException> fault = new AtomicReference<>();

    private final List<Runnable> wakeUps = new CopyOnWriteArrayList<>();
    private volatile long durable = Long.MAX_VALUE;

    HeldStore(LogStore store) {
        super(store);
    }

    /** So many records of each day are durable now, at most. */
    void setDurable(long records) {
        durable = records;
        wakeUps.forEach(Runnable::run);
    }

    /** From now on each commit waits for a permit. */
    void hold() {
        commits.drainPermits();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        wakeUps.add(wakeUp);
        return super.subscribe(wakeUp);
    }

    @Override
    public Optional<DayLog> find(LocalDate day) throws IOException {
        return super.find(day).map(found -> new ForwardingDay(found) {
            @Override
            public long durable() throws IOException {
                return Math.min(super.durable(), durable);
            }
        });
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return new ForwardingWriter(super.writer(zone)) {
            @Override
            public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                super.append(epochSeconds, type, payload);
            }

            @Override
            public CommittedIds commit() throws IOException {
                commits.acquireUninterruptibly();
                CommittedIds ids = super.commit();
                RuntimeException planted = fault.getAndSet(null);
                if (planted != null) {
                    throw planted;
                }
                return ids;
            }
        };
    }
}
