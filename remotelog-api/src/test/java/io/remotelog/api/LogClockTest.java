package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LogClockTest {
    private static final Instant START = Instant.parse("2026-11-22T23:30:00Z");

    private final Wall wall = new Wall();
    private long nanos = -5;

    @Test
    void theDateIsTheOneOfTheZone() {
        assertThat(clock(ZoneOffset.UTC).today()).isEqualTo(LocalDate.of(2026, 11, 22));
        assertThat(clock(ZoneId.of("Asia/Tokyo")).today()).isEqualTo(LocalDate.of(2026, 11, 23));
    }

    @Test
    void aDayEndsAtMidnightOfTheZoneSummerTimeIncluded() {
        LogClock berlin = clock(ZoneId.of("Europe/Berlin"));
        assertThat(berlin.endOf(LocalDate.of(2026, 3, 29))).isEqualTo(Instant.parse("2026-03-29T22:00:00Z"));
        assertThat(berlin.endOf(LocalDate.of(2026, 11, 22))).isEqualTo(Instant.parse("2026-11-22T23:00:00Z"));
    }

    @Test
    void aStepOfAnHourIsFollowedEitherWay() {
        LogClock clock = clock(ZoneOffset.UTC);
        wall.now = START.plus(Duration.ofHours(1));
        assertThat(clock.now()).isEqualTo(wall.now);
        wall.now = START;
        assertThat(clock.now()).isEqualTo(START);
        assertThat(clock.jump()).isZero();
    }

    @Test
    void aLargerStepIsNotBelievedAndTheMonotonicClockGoesOn() {
        for (Duration step :
                new Duration[] {Duration.ofSeconds(3_601), Duration.ofSeconds(-3_601), Duration.ofDays(400)}) {
            wall.now = START;
            LogClock clock = clock(ZoneOffset.UTC);
            wall.now = START.plus(step);
            assertThat(clock.now()).isEqualTo(START);
            assertThat(clock.jump()).isEqualTo(step);
            advance(Duration.ofSeconds(10));
            assertThat(clock.now()).isEqualTo(START.plusSeconds(10));
        }
    }

    @Test
    void aClockThatComesBackIsBelievedAgain() {
        LogClock clock = clock(ZoneOffset.UTC);
        wall.now = START.plus(Duration.ofDays(2));
        assertThat(clock.now()).isEqualTo(START);
        wall.now = START.plusSeconds(7);
        assertThat(clock.now()).isEqualTo(START.plusSeconds(7));
        assertThat(clock.jump()).isZero();
    }

    @Test
    void slowDriftIsFollowedHoweverFarItGoes() {
        LogClock clock = clock(ZoneOffset.UTC);
        for (int minute = 0; minute < 600; minute++) {
            advance(Duration.ofMinutes(1));
            wall.now = wall.now.plusSeconds(30);
            assertThat(clock.now()).isEqualTo(wall.now);
        }
    }

    private LogClock clock(ZoneId zone) {
        return new LogClock(wall, () -> nanos, zone);
    }

    private void advance(Duration by) {
        wall.now = wall.now.plus(by);
        nanos += by.toNanos();
    }

    private static final class Wall extends Clock {
        private Instant now = START;

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
}
