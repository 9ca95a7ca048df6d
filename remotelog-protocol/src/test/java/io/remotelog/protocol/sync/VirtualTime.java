package io.remotelog.protocol.sync;

import io.remotelog.api.LogClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that goes on only when a test says so. */
final class VirtualTime extends Clock {
    private Instant now;
    private long nanos = 1_000_000_000;

    VirtualTime(String now) {
        this.now = Instant.parse(now);
    }

    LogClock logClock() {
        return new LogClock(this, () -> nanos, ZoneOffset.UTC);
    }

    void advance(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    /** The wall clock alone. */
    void jump(Duration by) {
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
