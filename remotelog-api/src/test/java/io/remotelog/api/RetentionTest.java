package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which days retention tells of, and that it removes those. */
class RetentionTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 18);

    @Test
    void theDaysThatAreToldOfAreThoseThatAreRemoved() throws IOException {
        try (MemoryLogStore store = new MemoryLogStore();
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            // Ten days ago to today, without records on three of them.
            for (int ago = 10; ago >= 0; ago--) {
                writer.open(TODAY.minusDays(ago));
                if (ago < 3 || ago > 5) {
                    Sample.numbered(ago).appendTo(writer);
                    writer.commit();
                }
            }
            Retention retention = Retention.ofDays(4);
            List<LocalDate> expired = retention.expired(store, TODAY, TODAY);
            // The newest four with records are those of today, yesterday, and two and six days ago.
            assertThat(expired)
                    .containsExactly(TODAY.minusDays(10), TODAY.minusDays(9), TODAY.minusDays(8), TODAY.minusDays(7));
            assertThat(retention.expired(store, TODAY, TODAY.minusDays(9))).containsExactly(TODAY.minusDays(10));
            assertThat(store.days()).hasSize(11);
            assertThat(retention.removeExpired(store, writer, TODAY, TODAY)).isEqualTo(expired);
            assertThat(store.days()).hasSize(7).doesNotContainAnyElementsOf(expired);
        }
    }

    @Test
    void theNewestDaysThatTakeNoMoreBytesAreKept() throws IOException {
        try (MemoryLogStore store = new MemoryLogStore();
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            hundredBytesEach(writer, 9, 3, 2, 1, 0);
            assertThat(excess(store, 500)).isEmpty();
            assertThat(excess(store, 499)).containsExactly(ago(9));
            assertThat(excess(store, 300)).containsExactly(ago(9), ago(3));
            assertThat(excess(store, 299)).containsExactly(ago(9), ago(3), ago(2));
            assertThat(Retention.ofBytes(299).removeExpired(store, writer, TODAY, TODAY))
                    .containsExactly(ago(9), ago(3), ago(2));
            assertThat(store.days()).containsExactly(ago(1), TODAY);
        }
    }

    @Test
    void whateverTheyTakeTheNewestRecordsAndTheDayThatIsWrittenStay() throws IOException {
        try (MemoryLogStore store = new MemoryLogStore();
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            hundredBytesEach(writer, 3, 2, 1);
            assertThat(excess(store, 1)).containsExactly(ago(3), ago(2));
            writer.open(TODAY);
            assertThat(excess(store, 1)).as("today has no records").containsExactly(ago(3), ago(2));
            appendHundredBytes(writer);
            assertThat(excess(store, 1)).containsExactly(ago(3), ago(2), ago(1));
            assertThat(Retention.ofBytes(1).expired(store, TODAY, ago(2))).containsExactly(ago(3));
        }
    }

    @Test
    void aDayGoesByAgeOrBySizeWhicheverComesFirst() throws IOException {
        try (MemoryLogStore store = new MemoryLogStore()) {
            hundredBytesEach(store, 4, 3, 2, 1, 0);
            Retention old = new Retention(OptionalInt.of(2), OptionalLong.of(400));
            assertThat(old.expired(store, TODAY, TODAY)).containsExactly(ago(4), ago(3));
            Retention large = new Retention(OptionalInt.of(3), OptionalLong.of(200));
            assertThat(large.expired(store, TODAY, TODAY)).containsExactly(ago(4), ago(3), ago(2));
            assertThat(Retention.ALL.expired(store, TODAY, TODAY)).isEmpty();
        }
    }

    @Test
    void whatIsTooOldCanBeKeptBackAndWhatIsTooMuchCannot() throws IOException {
        try (MemoryLogStore store = new MemoryLogStore();
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            hundredBytesEach(writer, 5, 4, 3, 2, 1, 0);
            Retention retention = new Retention(OptionalInt.of(1), OptionalLong.of(400));
            List<LocalDate> asked = new ArrayList<>();
            List<LocalDate> removed = retention.removeExpired(store, writer, TODAY, TODAY, (aged, excess) -> {
                asked.addAll(aged);
                assertThat(excess).containsExactly(ago(5), ago(4));
                return List.of();
            });
            assertThat(asked).containsExactly(ago(5), ago(4), ago(3), ago(2));
            assertThat(removed).containsExactly(ago(5), ago(4));
        }
    }

    @Test
    void ofADayWhoseSizeCannotBeToldNothingIsCounted() throws IOException {
        try (MemoryLogStore store = new MemoryLogStore()) {
            hundredBytesEach(store, 3, 2, 1, 0);
            LogStore untold = new ForwardingStore(store) {
                @Override
                public Optional<DayLog> find(LocalDate day) throws IOException {
                    return super.find(day).map(log -> day.equals(ago(1)) || day.equals(ago(2)) ? new Untold(log) : log);
                }
            };
            assertThat(excess(untold, 200)).isEmpty();
            assertThat(excess(untold, 199)).containsExactly(ago(3));
        }
    }

    /** One that knows no sizes, or finds that it cannot read them. */
    private static final class Untold extends ForwardingDay {
        Untold(DayLog day) {
            super(day);
        }

        @Override
        public long bytes(long fromId) throws IOException {
            if (day().equals(ago(1))) {
                throw new CorruptLogException("planted");
            }
            return -1;
        }
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Retention.ofDays(0)).hasMessage("retain days 0, want 1 or more");
        assertThatThrownBy(() -> Retention.ofBytes(0)).hasMessage("retain bytes 0, want 1 or more");
    }

    @Test
    void itIsToldAsPeopleWould() {
        assertThat(Retention.ALL).hasToString("all days");
        assertThat(Retention.ofDays(30)).hasToString("30 days");
        assertThat(Retention.ofBytes(500)).hasToString("500 bytes");
        assertThat(new Retention(OptionalInt.of(30), OptionalLong.of(500)))
                .hasToString("30 days and no more than 500 bytes");
    }

    private static LocalDate ago(int days) {
        return TODAY.minusDays(days);
    }

    private static List<LocalDate> excess(LogStore store, long bytes) throws IOException {
        return Retention.ofBytes(bytes).expired(store, TODAY, TODAY);
    }

    private static void hundredBytesEach(LogStore store, int... ago) throws IOException {
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            hundredBytesEach(writer, ago);
        }
    }

    private static void hundredBytesEach(LogWriter writer, int... ago) throws IOException {
        for (int days : ago) {
            writer.open(ago(days));
            appendHundredBytes(writer);
        }
    }

    private static void appendHundredBytes(LogWriter writer) throws IOException {
        // Each with its header of 10 bytes.
        writer.append(1, (short) 1, ByteBuffer.allocate(40));
        writer.append(2, (short) 1, ByteBuffer.allocate(40));
        writer.commit();
    }
}
