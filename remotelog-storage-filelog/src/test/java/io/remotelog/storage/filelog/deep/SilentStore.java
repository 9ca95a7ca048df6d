package io.remotelog.storage.filelog.deep;

import io.remotelog.api.DayLog;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Subscription;
import io.remotelog.api.VerifyListener;
import io.remotelog.api.VerifyReport;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A store with a bug: it mends, and does not say so. */
final class SilentStore implements LogStore {
    private final LogStore store;

    SilentStore(LogStore store) {
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
    public MirrorWriter mirrorWriter(ZoneId zone) throws IOException {
        return store.mirrorWriter(zone);
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return new ForwardingWriter(store.writer(zone)) {
            @Override
            public RecoveryReport open(LocalDate day) throws IOException {
                return new RecoveryReport(day, super.open(day).count(), List.of());
            }
        };
    }

    @Override
    public VerifyReport verify(LocalDate day, VerifyListener listener) {
        return VerifyReport.NONE;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
