package io.remotelog.api;

/** A request to be told of changes. */
public interface Subscription extends AutoCloseable {
    /** Ends it. A wake-up that is under way may still arrive. Closing twice does nothing. */
    @Override
    void close();
}
