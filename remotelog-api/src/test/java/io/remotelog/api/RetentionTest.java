package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
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
            Retention retention = new Retention(4);
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
}
