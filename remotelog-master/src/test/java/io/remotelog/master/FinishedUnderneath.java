package io.remotelog.master;

import io.remotelog.api.DayFinishedException;
import io.remotelog.api.DayLog;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A store whose open day is finished by somebody else when a test asks for it. */
final class FinishedUnderneath implements LogStore {
    private final MemoryLogStore store = new MemoryLogStore();
    volatile boolean finishOnNextAppend;

    @Override
    public List<LocalDate> days() {
        return store.days();
    }

    @Override
    public Optional<DayLog> find(LocalDate day) {
        return store.find(day);
    }

    @Override
    public Optional<Lineage> lineage() {
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
            private LocalDate day;

            @Override
            public RecoveryReport open(LocalDate wanted) throws IOException {
                day = wanted;
                return super.open(wanted);
            }

            @Override
            public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
                if (finishOnNextAppend) {
                    finishOnNextAppend = false;
                    finish(day);
                    throw new DayFinishedException(day);
                }
                super.append(epochSeconds, type, payload);
            }
        };
    }

    @Override
    public void close() {
        store.close();
    }
}
