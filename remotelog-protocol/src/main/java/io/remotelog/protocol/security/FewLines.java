package io.remotelog.protocol.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps strangers from filling the log: one line an address (of IPv6: a network of 64 bits) and minute, and 60 lines a
 * minute in all. Any thread.
 */
public final class FewLines {
    static final int MAX_LINES = 60;
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int IPV6_NETWORK_BYTES = 8;

    private final LongSupplier nanos;
    private final Set<Object> told = new HashSet<>();
    private long beginNanos;

    /** Begins with nothing told. */
    public FewLines() {
        this(System::nanoTime);
    }

    FewLines(LongSupplier nanos) {
        this.nanos = nanos;
        this.beginNanos = nanos.getAsLong();
    }

    /** Whether a line about this address may be written now; counts it if so. */
    public synchronized boolean mayTell(SocketAddress from) {
        long now = nanos.getAsLong();
        if (now - beginNanos >= WINDOW_NANOS) {
            beginNanos = now;
            told.clear();
        }
        return told.size() < MAX_LINES && told.add(key(from));
    }

    private static Object key(SocketAddress from) {
        if (!(from instanceof InetSocketAddress address) || address.getAddress() == null) {
            return from == null ? "unknown" : from.getClass();
        }
        InetAddress ip = address.getAddress();
        return ip instanceof Inet6Address ? Arrays.hashCode(Arrays.copyOf(ip.getAddress(), IPV6_NETWORK_BYTES)) : ip;
    }
}
