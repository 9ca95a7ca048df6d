package io.remotelog.replica;

import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Retention;
import io.remotelog.protocol.sync.Mirror;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the days that a replica need not keep any more. The thread of the writer. */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final LogStore store;
    private final LogWriter writer;
    private final Mirror mirror;
    private final LogClock clock;
    private final Retention retention;
    private long lookedAtNanos;

    Upkeep(LogStore store, LogWriter writer, Mirror mirror, LogClock clock, Retention retention) {
        this.store = store;
        this.writer = writer;
        this.mirror = mirror;
        this.clock = clock;
        this.retention = retention;
    }

    /** Never removes the day that is mirrored, nor a later one. */
    void removeExpired() throws IOException {
        lookedAtNanos = clock.nanoTime();
        List<LocalDate> removed = retention.removeExpired(store, writer, clock.today(), mirror.day());
        if (!removed.isEmpty()) {
            LOG.info("days {} removed: {} are kept", removed, retention);
        }
    }

    /** The same, if the log may have grown too large since the last look, a minute ago or longer. */
    void removeExcess() throws IOException {
        if (retention.bytes().isPresent() && clock.nanoTime() - lookedAtNanos >= LOOK_AGAIN.toNanos()) {
            removeExpired();
        }
    }
}
