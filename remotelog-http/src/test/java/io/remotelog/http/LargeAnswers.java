package io.remotelog.http;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Figures of a mebibyte, counted as they are made. The port's thread makes them; any thread reads the count. */
final class LargeAnswers implements Observed {
    /** More than the systems of a connection and a channel's bound hold together: a send buffer has 4 MiB at most on Linux. */
    static final int MANY = 32;

    private static final String HELP = "x".repeat(1 << 20);

    private final AtomicInteger made = new AtomicInteger();

    int made() {
        return made.get();
    }

    @Override
    public MetricSnapshots metrics() throws IOException {
        if (made.incrementAndGet() > MANY) {
            // Enough is proved, and the rest would fill the memory.
            throw new IOException("too many");
        }
        return new Figures().gauge("large", HELP, 1).all();
    }

    @Override
    public Optional<String> notLive() {
        return Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
        return Optional.empty();
    }
}
