package io.remotelog.protocol.link;

import io.netty.channel.Channel;
import io.remotelog.api.LogClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when a replica's lag passes a threshold, and when it is back. The link's thread. */
final class LagWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final SyncServer server;
    private final Channel channel;
    private final LogClock clock;
    private long lookedAtNanos;
    private boolean told;

    LagWatch(SyncServer server, Channel channel) {
        this.server = server;
        this.channel = channel;
        this.clock = server.port().clock();
        this.lookedAtNanos = clock.nanoTime();
    }

    void look(String replica) throws IOException {
        if (clock.nanoTime() - lookedAtNanos < EVERY.toNanos()) {
            return;
        }
        lookedAtNanos = clock.nanoTime();
        Optional<ReplicaStatus> status = server.replicas().status(channel);
        if (status.isEmpty()) {
            return;
        }
        boolean lags = status.get().lag().compareTo(server.port().lagWarning()) > 0;
        if (lags && !told) {
            LOG.warn(
                    "replica {} lags by {} s, {} records, {} bytes: it has acked up to {}",
                    replica,
                    status.get().lag().toSeconds(),
                    status.get().lagRecords(),
                    status.get().lagBytes(),
                    status.get().acked().map(Object::toString).orElse("nothing"));
        } else if (told && status.get().lagRecords() == 0) {
            LOG.info("replica {} has caught up", replica);
        }
        told = lags || (told && status.get().lagRecords() > 0);
    }
}
