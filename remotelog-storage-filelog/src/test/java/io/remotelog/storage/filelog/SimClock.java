package io.remotelog.storage.filelog;

import io.remotelog.api.LogClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock of a simulated machine: somewhat wrong always, and now and then very wrong. One thread. */
final class SimClock extends Clock {
    private final SimTime time;
    private Duration skew = Duration.ZERO;
    private Duration jump = Duration.ZERO;

    SimClock(SimTime time) {
        this.time = time;
    }

    /** A clock for a process that begins. */
    LogClock logClock() {
        return new LogClock(this, time::now, ZoneOffset.UTC);
    }

    /** Runs so much ahead of the right time, or behind it, from now on. */
    void skew(Duration by) {
        skew = by;
    }

    /** Is set so much wrong, as long as it is not set right. */
    void jump(Duration by) {
        jump = by;
    }

    Duration jump() {
        return jump;
    }

    @Override
    public Instant instant() {
        return time.wall().plus(skew).plus(jump);
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
