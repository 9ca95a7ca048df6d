package io.remotelog.master;

import io.remotelog.api.LogClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Time that goes on only when a test says so. Any thread. */
final class VirtualTime extends Clock {
    private volatile Instant now;
    private final AtomicLong nanos = new AtomicLong(1_000_000_000);

    VirtualTime(String now) {
        this.now = Instant.parse(now);
    }

    LogClock logClock() {
        return new LogClock(this, this::nanoTime, ZoneOffset.UTC);
    }

    long nanoTime() {
        return nanos.get();
    }

    synchronized void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        now = now.plus(by);
    }

    /** The wall clock alone. */
    synchronized void jump(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new AssertionError("the zone is the log's");
    }
}
