package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogClock;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.Retention;
import io.remotelog.api.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a store that is in order, by its days and the clock. */
class TakeoverCheckTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

    private final MemoryLogStore store = new MemoryLogStore();
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
    void anEmptyStoreIsBegunTodayOrSoManyDaysBefore() throws IOException {
        assertThat(check(3, Retention.ALL, true)).isEqualTo("""
                        2026-11-17 fetch: from id 0, as a replica
                        2026-11-20 append: from id 0, as a master
                        checked 0 days, 0 records: 0 to finish, 0 to make, 0 to cut (0 bytes), 0 to remove, no faults;\
                         nothing is in the way
                        """);
    }

    @Test
    void daysBeforeTodayAreFinishedAndTheOldestIsFetchedOn() throws IOException {
        day(TODAY.minusDays(3), 4, true);
        day(TODAY.minusDays(2), 5, false);
        day(TODAY.minusDays(1), 6, false);
        day(TODAY, 7, false);
        assertThat(check(0, Retention.ALL, true)).isEqualTo("""
                        2026-11-18 finish: 5 records
                        2026-11-18 fetch: from id 5, as a replica
                        2026-11-19 finish: 6 records
                        2026-11-20 append: from id 7, as a master
                        checked 4 days, 22 records: 2 to finish, 0 to make, 0 to cut (0 bytes), 0 to remove, no faults;\
                         nothing is in the way
                        """);
    }

    @Test
    void expiredDaysAreRemovedUpToTheOneThatIsWritten() throws IOException {
        for (int ago = 5; ago >= 1; ago--) {
            day(TODAY.minusDays(ago), ago, ago != 4);
        }
        assertThat(check(0, Retention.ofDays(2), true)).isEqualTo("""
                        2026-11-15 remove: 5 records
                        2026-11-16 finish: 4 records
                        2026-11-16 fetch: from id 4, as a replica
                        2026-11-16 remove: 4 records, as a master
                        2026-11-17 remove: 3 records, as a master
                        2026-11-20 append: from id 0, as a master
                        checked 5 days, 15 records: 1 to finish, 0 to make, 0 to cut (0 bytes), 3 to remove, no faults;\
                         nothing is in the way
                        """);
    }

    @Test
    void aDayOfTheFutureIsInAMastersWay() throws IOException {
        day(TODAY.plusDays(5), 1, false);
        assertThat(check(0, Retention.ALL, false))
                .startsWith("no master: the log goes on with day 2026-11-25, but the clock says 2026-11-20 in zone Z")
                .contains("\n2026-11-25 fetch: from id 1, as a replica\n")
                .endsWith("no faults; 1 thing is in the way\n");
    }

    private String check(int historyDays, Retention retention, boolean isClear) throws IOException {
        LogClock clock = new LogClock(
                Clock.fixed(TODAY.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC), () -> 0, ZoneOffset.UTC);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, UTF_8);
                VerifyLines lines = new VerifyLines(out, new PrintWriter(new StringWriter()), "checking")) {
            TakeoverPlan plan = TakeoverPlan.of(store, clock, historyDays, retention);
            assertThat(new TakeoverCheck(store, plan, out, lines).run()).isEqualTo(isClear);
        }
        return bytes.toString(UTF_8);
    }

    private void day(LocalDate day, int records, boolean isFinished) throws IOException {
        writer.open(day);
        for (int i = 0; i < records; i++) {
            Sample.numbered(i).appendTo(writer);
        }
        writer.commit();
        if (isFinished) {
            writer.finish(day);
        }
    }
}
