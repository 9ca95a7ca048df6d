package io.remotelog.master;

import io.grpc.Metadata;

/** When a caller that was refused because the queue or the disk is full may try again. */
final class RetryHint {
    static final int MILLIS = 500;

    /** What gRPC's own retries obey, in the trailers of a call. */
    static final Metadata.Key<String> KEY = Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private RetryHint() {}

    /** The trailers of a call that is refused so. */
    static Metadata trailers() {
        Metadata trailers = new Metadata();
        trailers.put(KEY, Integer.toString(MILLIS));
        return trailers;
    }
}
