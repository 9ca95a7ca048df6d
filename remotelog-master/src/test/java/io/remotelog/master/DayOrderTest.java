package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogClock;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With which day a master goes on, and which it finishes first. */
class DayOrderTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 18);

    private final MemoryLogStore store = new MemoryLogStore();
    private final LogClock clock = new LogClock(
            Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC), () -> 0, ZoneOffset.UTC);
    private LogWriter writer;

    @BeforeEach
    void take() throws IOException {
        writer = store.writer(ZoneOffset.UTC);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theCurrentDayIsTheClocksOrLater() throws IOException {
        assertThat(DayOrder.current(store, clock)).isEqualTo(TODAY);
        writer.open(TODAY.minusDays(3));
        assertThat(DayOrder.current(store, clock)).isEqualTo(TODAY);
        writer.open(TODAY);
        writer.finish(TODAY);
        assertThat(DayOrder.current(store, clock)).isEqualTo(TODAY.plusDays(1));
        writer.open(TODAY.plusDays(1));
        assertThat(DayOrder.current(store, clock)).isEqualTo(TODAY.plusDays(1));
        writer.finish(TODAY.plusDays(1));
        assertThatThrownBy(() -> DayOrder.current(store, clock))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the log goes on with day 2026-11-20, but the clock says 2026-11-18 in zone Z");
    }

    @Test
    void unfinishedDaysBeforeItAreFinishedFirst() throws IOException {
        for (int ago = 5; ago >= 0; ago--) {
            writer.open(TODAY.minusDays(ago));
            if (ago % 2 == 0) {
                writer.finish(TODAY.minusDays(ago));
            }
        }
        assertThat(DayOrder.unfinishedBefore(store, TODAY))
                .containsExactly(TODAY.minusDays(5), TODAY.minusDays(3), TODAY.minusDays(1));
        assertThat(DayOrder.unfinishedBefore(store, TODAY.minusDays(3))).containsExactly(TODAY.minusDays(5));
    }
}
