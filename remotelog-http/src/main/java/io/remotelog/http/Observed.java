package io.remotelog.http;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.Optional;

/** What is told of over HTTP. Called by one thread at a time. */
public interface Observed {

    /** All figures, as they are now. */
    MetricSnapshots metrics() throws IOException;

    /** Why the process should be started anew; empty if it does its work. */
    Optional<String> notLive();

    /** Why nothing should be sent to it just now; empty if it takes what comes. */
    Optional<String> notReady();
}
