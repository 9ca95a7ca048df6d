package io.remotelog.sdk;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has the channel try to connect at once when a record waits for a connection, at most once a second. Any thread.
 *
 * <p>The channel's pauses between attempts grow to two minutes. After a long outage, records would go on failing for that
 * long with the master back.
 */
final class Reconnection implements Runnable {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ManagedChannel channel;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    Reconnection(ManagedChannel channel) {
        this.channel = channel;
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        long last = lastNanos.get();
        if (now - last >= PAUSE_NANOS
                && channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE
                && lastNanos.compareAndSet(last, now)) {
            channel.resetConnectBackoff();
        }
    }
}
