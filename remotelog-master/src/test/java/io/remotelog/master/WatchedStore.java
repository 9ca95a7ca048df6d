package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.ForwardingStore;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** A store that notes which threads use its writer, and whether one did while another one was about it, or after its end. */
final class WatchedStore extends ForwardingStore {
    /** How often each thread committed, by its name without the number at its end. */
    final Map<String, Integer> commits = new ConcurrentHashMap<>();

    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final boolean commitsDurably;
    private final AtomicReference<Thread> user = new AtomicReference<>();
    private volatile boolean ended;

    WatchedStore(LogStore store, boolean commitsDurably) {
        super(store);
        this.commitsDurably = commitsDurably;
    }

    @Override
    public boolean commitsDurably() {
        return commitsDurably;
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return new ForwardingWriter(super.writer(zone)) {
            @Override
            public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
                begin();
                super.append(epochSeconds, type, payload);
                // Long enough for another thread to come in between, if it could.
                Thread.onSpinWait();
                end();
            }

            @Override
            public CommittedIds commit() throws IOException {
                begin();
                commits.merge(Thread.currentThread().getName().replaceAll("-[0-9].*", ""), 1, Integer::sum);
                CommittedIds ids = super.commit();
                end();
                return ids;
            }

            @Override
            public void finish(LocalDate day) throws IOException {
                begin();
                super.finish(day);
                end();
            }

            @Override
            public void close() throws IOException {
                begin();
                ended = true;
                super.close();
                end();
            }
        };
    }

    private void begin() {
        Thread other = user.getAndSet(Thread.currentThread());
        if (other != null) {
            wrong.add(Thread.currentThread().getName() + " while " + other.getName());
        }
        if (ended) {
            wrong.add(Thread.currentThread().getName() + " after the end");
        }
    }

    private void end() {
        user.set(null);
    }
}
