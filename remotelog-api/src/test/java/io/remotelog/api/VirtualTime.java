package io.remotelog.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Time that goes on only when a test says so. Any thread. */
public final class VirtualTime extends Clock {
    private volatile Instant now;
    private final AtomicLong nanos = new AtomicLong(1_000_000_000);

    /** Begins at an instant, such as 2026-11-22T12:00:00Z. */
    public VirtualTime(String now) {
        this.now = Instant.parse(now);
    }

    /** A clock of a log in UTC that goes by this time. */
    public LogClock logClock() {
        return new LogClock(this, this::nanoTime, ZoneOffset.UTC);
    }

    /** The monotonic clock. */
    public long nanoTime() {
        return nanos.get();
    }

    /** Both clocks go on. */
    public synchronized void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        now = now.plus(by);
    }

    /** The wall clock alone. */
    public synchronized void jump(Duration by) {
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
