package io.remotelog.http;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.DayLog;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.StoreFullException;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A store in memory that has no room when a test says so. */
final class FullStore implements LogStore {
    private final MemoryLogStore memory = new MemoryLogStore();
    private volatile boolean full;

    void setFull(boolean noRoom) {
        full = noRoom;
    }

    @Override
    public List<LocalDate> days() {
        return memory.days();
    }

    @Override
    public Optional<DayLog> find(LocalDate day) {
        return memory.find(day);
    }

    @Override
    public Optional<Lineage> lineage() {
        return memory.lineage();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        return memory.subscribe(wakeUp);
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return new ForwardingWriter(memory.writer(zone)) {
            @Override
            public CommittedIds commit() throws IOException {
                if (full) {
                    throw new StoreFullException("planted: no room", null);
                }
                return super.commit();
            }
        };
    }

    @Override
    public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
        return memory.mirrorWriter(zone);
    }

    @Override
    public void close() {
        memory.close();
    }
}
