package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayDamagedException;
import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.RecoveryReport;
import io.remotelog.api.RecoveryReport.Dropped;
import io.remotelog.api.Retention;
import io.remotelog.api.VirtualTime;
import io.remotelog.protocol.link.Replicas;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DayRollTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private final VirtualTime time = new VirtualTime("2026-11-22T23:59:00Z");
    private final MemoryLogStore store = new MemoryLogStore();
    private final LogClock clock = time.logClock();
    private final AckHold noHold = new AckHold(ReplicaPolicy.DEFAULT, new Replicas(store, clock));
    private LogWriter writer;

    @BeforeEach
    void begin() throws IOException {
        writer = store.writer(ZoneOffset.UTC);
    }

    @Test
    void anEmptyStoreBeginsWithTheDateOfTheClock() throws IOException {
        DayRoll days = started(Retention.ALL);
        assertThat(days.current()).isEqualTo(TODAY);
        assertThat(store.days()).containsExactly(TODAY);
    }

    @Test
    void allEarlierUnfinishedDaysAreFinishedAtTheStart() throws IOException {
        fill(TODAY.minusDays(9), 0, false);
        fill(TODAY.minusDays(5), 2, true);
        fill(TODAY.minusDays(1), 2, false);
        started(Retention.ALL);
        assertThat(store.days()).hasSize(4);
        for (LocalDate day : store.days()) {
            assertThat(isFinished(day)).as("%s", day).isEqualTo(day.isBefore(TODAY));
        }
    }

    @Test
    void aDayAheadOfTheClockIsGoneOnWith() throws IOException {
        fill(TODAY.plusDays(1), 1, false);
        assertThat(started(Retention.ALL).current()).isEqualTo(TODAY.plusDays(1));
    }

    @Test
    void aFinishedTodayIsFollowedByTomorrow() throws IOException {
        fill(TODAY, 1, true);
        assertThat(started(Retention.ALL).current()).isEqualTo(TODAY.plusDays(1));
    }

    @Test
    void aLogMoreThanADayAheadOfTheClockIsNotStarted() throws IOException {
        fill(TODAY.plusDays(1), 1, true);
        assertThatThrownBy(() -> started(Retention.ALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2026-11-24")
                .hasMessageContaining("2026-11-22")
                .hasMessageContaining("set the clock right");
    }

    @Test
    void aDayThatCannotBeFinishedKeepsNoOtherAndIsTriedAgain() throws IOException {
        LocalDate broken = TODAY.minusDays(9);
        fill(broken, 1, false);
        fill(TODAY.minusDays(1), 1, false);
        FailingDay failing = new FailingDay(writer, broken);
        DayRoll days = new DayRoll(store, failing, clock, Retention.ALL, noHold);
        days.begin();
        assertThat(isFinished(TODAY.minusDays(1))).isTrue();
        assertThat(isFinished(broken)).isFalse();
        time.advance(Duration.ofMinutes(1));
        days.rollIfDue(clock.now());
        assertThat(isFinished(TODAY)).isTrue();
        assertThat(days.current()).isEqualTo(TODAY.plusDays(1));
        failing.mend();
        time.advance(Duration.ofSeconds(2));
        days.rollIfDue(clock.now());
        assertThat(isFinished(broken)).isTrue();
    }

    @Test
    void whatWasFoundInEachDayThatIsOpenedIsTold() throws IOException {
        fill(TODAY.minusDays(1), 2, false);
        LogWriter finding = new ForwardingWriter(writer) {
            @Override
            public RecoveryReport open(LocalDate day) throws IOException {
                long count = super.open(day).count();
                Dropped dropped = new Dropped("index", count, count, 5, "torn");
                return new RecoveryReport(day, count, List.of(dropped), List.of("crc32c made anew"));
            }
        };
        try (Told told = new Told(DayRoll.class)) {
            new DayRoll(store, finding, clock, Retention.ALL, noHold).begin();
            assertThat(told.lines())
                    .contains(
                            "WARN day 2026-11-22: index: 5 bytes cut (ids 0 to 0): torn",
                            "WARN day 2026-11-22: crc32c made anew",
                            "WARN day 2026-11-21: index: 5 bytes cut (ids 2 to 2): torn");
        }
    }

    @Test
    void aDamagedDayIsToldOnceAndNotTriedWithEachRecord() throws IOException {
        DamagedDay damaged = new DamagedDay(writer, TODAY.plusDays(1));
        DayRoll days = new DayRoll(store, damaged, clock, Retention.ALL, noHold);
        days.begin();
        try (Told told = new Told(DayRoll.class)) {
            for (int i = 0; i < 100_000; i++) {
                time.advance(Duration.ofMillis(1));
                days.rollIfDue(clock.now());
                if (days.current().isAfter(TODAY)) {
                    assertThatThrownBy(days::ensureOpen).isInstanceOf(DayDamagedException.class);
                }
            }
            // 40 s in which it is tried after 0.1 s, 0.2 s … and every 5 s.
            assertThat(damaged.tried).isBetween(10, 20);
            assertThat(told.lines())
                    .filteredOn(line -> line.contains("planted"))
                    .hasSize(1);
            damaged.mend();
            time.advance(Duration.ofMinutes(1));
            days.rollIfDue(clock.now());
            days.ensureOpen();
            assertThat(told.lines()).last().asString().startsWith("INFO over, after ");
        }
    }

    @Test
    void aDamagedDayKeepsTheLogFromStarting() {
        assertThatThrownBy(
                        () -> new DayRoll(store, new DamagedDay(writer, TODAY), clock, Retention.ALL, noHold).begin())
                .isInstanceOf(DayDamagedException.class)
                .hasMessageContaining("planted")
                .hasMessageContaining("verify --repair");
    }

    @Test
    void aDamagedEarlierDayKeepsTheLogFromNothing() throws IOException {
        fill(TODAY.minusDays(2), 1, false);
        fill(TODAY.minusDays(1), 1, false);
        DayRoll days = new DayRoll(store, new DamagedDay(writer, TODAY.minusDays(2)), clock, Retention.ALL, noHold);
        days.begin();
        days.ensureOpen();
        writer.append(1, (short) 1, ByteBuffer.allocate(0));
        assertThat(writer.commit().day()).isEqualTo(TODAY);
        assertThat(isFinished(TODAY.minusDays(1))).isTrue();
        assertThat(isFinished(TODAY.minusDays(2))).isFalse();
    }

    /** A writer that does not open one day until a test lets it. */
    private static final class DamagedDay extends ForwardingWriter {
        private LocalDate damaged;
        private int tried;

        DamagedDay(LogWriter writer, LocalDate damaged) {
            super(writer);
            this.damaged = damaged;
        }

        void mend() {
            damaged = null;
        }

        @Override
        public RecoveryReport open(LocalDate day) throws IOException {
            if (day.equals(damaged)) {
                tried++;
                throw new DayDamagedException(day, "planted");
            }
            return super.open(day);
        }
    }

    @Test
    void theDayRollsAtMidnightWithoutARecord() throws IOException {
        DayRoll days = started(Retention.ALL);
        time.advance(Duration.ofSeconds(59));
        days.rollIfDue(clock.now());
        assertThat(isFinished(TODAY)).isFalse();
        time.advance(Duration.ofSeconds(1));
        days.rollIfDue(clock.now());
        assertThat(isFinished(TODAY)).isTrue();
        assertThat(days.current()).isEqualTo(TODAY.plusDays(1));
        assertThat(store.days()).containsExactly(TODAY, TODAY.plusDays(1));
    }

    @Test
    void aClockThatJumpsNeitherRollsNorRemoves() throws IOException {
        for (int hours : new int[] {2, -2, 48, -48, 400 * 24, -400 * 24}) {
            fill(TODAY.minusDays(3), 1, true);
            fill(TODAY.minusDays(2), 1, true);
            DayRoll days = started(Retention.ofDays(3));
            time.jump(Duration.ofHours(hours));
            days.rollIfDue(clock.now());
            assertThat(days.current()).as("%d h", hours).isEqualTo(TODAY);
            assertThat(isFinished(TODAY)).isFalse();
            assertThat(store.days()).containsExactly(TODAY.minusDays(3), TODAY.minusDays(2), TODAY);
            time.jump(Duration.ofHours(-hours));
            days.rollIfDue(clock.now());
            assertThat(days.current()).isEqualTo(TODAY);
        }
    }

    @Test
    void daysGoOnByTheMonotonicClockAfterAJump() throws IOException {
        DayRoll days = started(Retention.ALL);
        time.jump(Duration.ofDays(30));
        days.rollIfDue(clock.now());
        time.advance(Duration.ofMinutes(1));
        days.rollIfDue(clock.now());
        assertThat(days.current()).isEqualTo(TODAY.plusDays(1));
    }

    @Test
    void aStepOfTheClockWithinAnHourIsFollowed() throws IOException {
        DayRoll days = started(Retention.ALL);
        time.jump(Duration.ofMinutes(59));
        days.rollIfDue(clock.now());
        assertThat(days.current()).isEqualTo(TODAY.plusDays(1));
        time.jump(Duration.ofMinutes(-59));
        days.rollIfDue(clock.now());
        assertThat(days.current()).isEqualTo(TODAY.plusDays(1));
    }

    @Test
    void aDayThatAnotherProgramFinishedIsLeftForTheNext() throws IOException {
        DayRoll days = started(Retention.ALL);
        writer.finish(TODAY);
        days.leaveFinished();
        assertThat(days.current()).isEqualTo(TODAY.plusDays(1));
        writer.finish(TODAY.plusDays(1));
        assertThatThrownBy(days::leaveFinished).hasMessageContaining("more than a day ahead");
    }

    @Test
    void daysAreRemovedOnlyWhenOldAndFollowedByAsManyWithRecords() throws IOException {
        fill(TODAY.minusDays(30), 1, true);
        fill(TODAY.minusDays(20), 1, true);
        fill(TODAY.minusDays(10), 1, true);
        fill(TODAY.minusDays(3), 0, true);
        fill(TODAY.minusDays(2), 0, true);
        started(Retention.ofDays(2));
        assertThat(store.days())
                .containsExactly(
                        TODAY.minusDays(20), TODAY.minusDays(10), TODAY.minusDays(3), TODAY.minusDays(2), TODAY);
    }

    @Test
    void nothingIsRemovedUnlessThatWasAskedFor() throws IOException {
        for (int age = 1; age <= 400; age++) {
            fill(TODAY.minusDays(age), 1, true);
        }
        started(Retention.ALL);
        assertThat(store.days()).hasSize(401);
    }

    @Test
    void youngDaysAreKeptHoweverManyThereAre() throws IOException {
        for (int age = 1; age <= 9; age++) {
            fill(TODAY.minusDays(age), 1, true);
        }
        fill(TODAY, 1, false);
        DayRoll days = started(Retention.ofDays(7));
        assertThat(store.days()).hasSize(8).startsWith(TODAY.minusDays(7));
        time.advance(Duration.ofMinutes(1));
        days.rollIfDue(clock.now());
        assertThat(store.days()).startsWith(TODAY.minusDays(6)).endsWith(TODAY.plusDays(1));
    }

    @Test
    void whatIsTooMuchGoesWithinAMinuteOfTheLogsGrowth() throws IOException {
        time.advance(Duration.ofMinutes(1));
        LocalDate today = TODAY.plusDays(1);
        fill(TODAY.minusDays(1), 5, true);
        fill(TODAY, 5, true);
        // Records of 0 to 4 bytes, each with a header of 10.
        DayRoll days = started(Retention.ofBytes(2 * 60 + 1000));
        assertThat(store.days()).hasSize(3);
        writer.append(1, (short) 1, ByteBuffer.allocate(1000 - 10 + 1));
        writer.commit();
        time.advance(Duration.ofSeconds(59));
        days.rollIfDue(clock.now());
        assertThat(store.days()).hasSize(3);
        try (Told told = new Told(DayRoll.class)) {
            time.advance(Duration.ofSeconds(1));
            days.rollIfDue(clock.now());
            assertThat(store.days()).containsExactly(TODAY, today);
            assertThat(told.lines()).containsExactly("INFO days [2026-11-21] removed: 1120 bytes are kept");
        }
    }

    private DayRoll started(Retention retention) throws IOException {
        DayRoll days = new DayRoll(store, writer, clock, retention, noHold);
        days.begin();
        return days;
    }

    private boolean isFinished(LocalDate day) throws IOException {
        return store.find(day).orElseThrow().isFinished();
    }

    private void fill(LocalDate day, int records, boolean finish) throws IOException {
        if (store.find(day).isPresent()) {
            return;
        }
        writer.open(day);
        for (int i = 0; i < records; i++) {
            writer.append(i, (short) 1, ByteBuffer.wrap(new byte[i]));
        }
        writer.commit();
        if (finish) {
            writer.finish(day);
        }
    }
}
