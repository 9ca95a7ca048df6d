package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Hands every call on to another store: a test overrides what is to be different. */
public class ForwardingStore implements LogStore {
    private final LogStore store;

    /** Hands on to this store. */
    public ForwardingStore(LogStore store) {
        this.store = store;
    }

    @Override
    public List<LocalDate> days() throws IOException {
        return store.days();
    }

    @Override
    public Optional<DayLog> find(LocalDate day) throws IOException {
        return store.find(day);
    }

    @Override
    public Optional<Lineage> lineage() throws IOException {
        return store.lineage();
    }

    @Override
    public Subscription subscribe(Runnable wakeUp) {
        return store.subscribe(wakeUp);
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
    public boolean commitsDurably() {
        return store.commitsDurably();
    }

    @Override
    public Optional<TimeHistogram> fsyncTimes() {
        return store.fsyncTimes();
    }

    @Override
    public List<Gap> gaps() throws IOException {
        return store.gaps();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
