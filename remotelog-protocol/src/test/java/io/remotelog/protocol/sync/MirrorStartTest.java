package io.remotelog.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With which day a replica goes on. */
class MirrorStartTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 11, 1);
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);

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
    void anEmptyStoreBeginsWithTheFirstDayGiven() throws IOException {
        starts(FIRST);
    }

    @Test
    void theOldestUnfinishedDayWithRecordsComesFirst() throws IOException {
        finished(MONDAY);
        unfinished(MONDAY.plusDays(1), 0);
        unfinished(MONDAY.plusDays(2), 3);
        unfinished(MONDAY.plusDays(3), 3);
        finished(MONDAY.plusDays(4));
        starts(MONDAY.plusDays(2));
    }

    @Test
    void thenTheDayAfterTheNewestFinishedOne() throws IOException {
        unfinished(MONDAY.minusDays(1), 0);
        finished(MONDAY);
        finished(MONDAY.plusDays(5));
        starts(MONDAY.plusDays(6));
    }

    @Test
    void thenTheOldestUnfinishedDay() throws IOException {
        unfinished(MONDAY, 0);
        unfinished(MONDAY.plusDays(1), 0);
        starts(MONDAY);
    }

    private void starts(LocalDate want) throws IOException {
        assertThat(MirrorStart.day(store, FIRST)).isEqualTo(want);
    }

    private void finished(LocalDate day) throws IOException {
        unfinished(day, 1);
        writer.finish(day);
    }

    private void unfinished(LocalDate day, int records) throws IOException {
        writer.open(day);
        for (int i = 0; i < records; i++) {
            Sample.numbered(i).appendTo(writer);
        }
        writer.commit();
    }
}
