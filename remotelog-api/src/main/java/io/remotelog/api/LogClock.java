package io.remotelog.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * The time of a log: a wall clock that is not believed when it jumps.
 *
 * <p>A wall clock that between two readings went more than an hour further than the monotonic clock did, or fell back by
 * as much, has been set wrong, or right after having been wrong all along; this class cannot tell. It goes on by the
 * monotonic clock until the wall clock is back within the hour or the program is started again, so that no day is
 * finished or removed because of it. Any thread.
 */
public final class LogClock {
    /** The largest step that is followed. */
    public static final Duration MAX_STEP = Duration.ofHours(1);

    private final Clock wall;
    private final LongSupplier monotonicNanos;
    private final ZoneId zone;
    private Instant believed;
    private long believedAtNanos;
    private Duration jump = Duration.ZERO;

    /**
     * Starts by believing the wall clock.
     *
     * @param monotonicNanos nanoseconds from any origin, such as {@link System#nanoTime()}
     * @param zone the zone whose dates the log's days are
     */
    public LogClock(Clock wall, LongSupplier monotonicNanos, ZoneId zone) {
        this.wall = wall;
        this.monotonicNanos = monotonicNanos;
        this.zone = zone;
        this.believed = wall.instant();
        this.believedAtNanos = monotonicNanos.getAsLong();
    }

    /** The clocks of this machine. */
    public static LogClock system(ZoneId zone) {
        return new LogClock(Clock.systemUTC(), System::nanoTime, zone);
    }

    /** The time. */
    public synchronized Instant now() {
        Instant read = wall.instant();
        long nanos = monotonicNanos.getAsLong();
        Instant expected = believed.plusNanos(nanos - believedAtNanos);
        Duration step = Duration.between(expected, read);
        boolean jumped = step.abs().compareTo(MAX_STEP) > 0;
        believed = jumped ? expected : read;
        believedAtNanos = nanos;
        jump = jumped ? step : Duration.ZERO;
        return believed;
    }

    /** The date of {@link #now()} in the zone of the log. */
    public LocalDate today() {
        return dateOf(now());
    }

    /** The date of an instant in the zone of the log. */
    public LocalDate dateOf(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }

    /** How far the wall clock is away from the time that is believed: zero, or more than an hour. */
    public synchronized Duration jump() {
        return jump;
    }

    /** When a day ends. */
    public Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(zone).toInstant();
    }

    /** Nanoseconds from any origin, for measuring how long something takes. */
    public long nanoTime() {
        return monotonicNanos.getAsLong();
    }

    /** The zone whose dates the log's days are. */
    public ZoneId zone() {
        return zone;
    }
}
