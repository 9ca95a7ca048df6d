package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.ForwardingStore;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A store whose commits take as long as a disk needs that writes so many bytes a second. */
final class SlowStore extends ForwardingStore {
    private final long bytesASecond;

    SlowStore(LogStore store, long bytesASecond) {
        super(store);
        this.bytesASecond = bytesASecond;
    }

    @Override
    public LogWriter writer(ZoneId zone) throws IOException {
        return new ForwardingWriter(super.writer(zone)) {
            private long waiting;

            @Override
            public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
                waiting += payload.remaining();
                super.append(epochSeconds, type, payload);
            }

            @Override
            public CommittedIds commit() throws IOException {
                long end = System.nanoTime() + waiting * TimeUnit.SECONDS.toNanos(1) / bytesASecond;
                waiting = 0;
                for (long left; (left = end - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(left);
                }
                return super.commit();
            }
        };
    }
}
