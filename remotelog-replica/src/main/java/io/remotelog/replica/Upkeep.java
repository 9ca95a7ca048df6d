package io.remotelog.replica;

import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Retention;
import io.remotelog.protocol.sync.Mirror;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the days that a replica has kept long enough. The thread of the writer. */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final LogStore store;
    private final LogWriter writer;
    private final Mirror mirror;
    private final LogClock clock;
    private final Optional<Retention> retention;

    Upkeep(LogStore store, LogWriter writer, Mirror mirror, LogClock clock, Optional<Retention> retention) {
        this.store = store;
        this.writer = writer;
        this.mirror = mirror;
        this.clock = clock;
        this.retention = retention;
    }

    /** Never removes the day that is mirrored, nor a later one. */
    void removeExpired() throws IOException {
        if (retention.isPresent()) {
            List<LocalDate> removed = retention.get().removeExpired(store, writer, clock.today(), mirror.day());
            if (!removed.isEmpty()) {
                LOG.info(
                        "days {} removed: {} days are kept",
                        removed,
                        retention.get().days());
            }
        }
    }
}
