package io.remotelog.http;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.ForwardingStore;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.StoreFullException;
import java.io.IOException;
import java.time.ZoneId;

/** A store in memory that has no room when a test says so. */
final class FullStore extends ForwardingStore {
    private volatile boolean full;

    FullStore() {
        super(new MemoryLogStore());
    }

    void setFull(boolean noRoom) {
        full = noRoom;
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return new ForwardingWriter(super.writer(zone)) {
            @Override
            public CommittedIds commit() throws IOException {
                if (full) {
                    throw new StoreFullException("planted: no room", null);
                }
                return super.commit();
            }
        };
    }
}
