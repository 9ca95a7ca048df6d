package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The part of the contract about notes of producers. */
interface ProducerContract extends StoreUnderTest {
    UUID ANNA = new UUID(1, 1);
    UUID BERT = new UUID(2, 2);

    /** Far enough after the samples that who appended them last is forgotten. */
    int LATER = 1_772_236_800 + 8 * 86_400;

    @Test
    default void aNewLogRemembersNoProducer() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            assertThat(table(writer).nextSequence(ANNA)).isEmpty();
            assertThat(table(writer).find(ANNA, 0, 10)).isEmpty();
        }
    }

    @Test
    default void aNoteIsRememberedOnceItsRecordsAreCommitted() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            appendNoted(writer, ANNA, 0, 3);
            assertThat(table(writer).nextSequence(ANNA)).isEmpty();
            writer.commit();
            assertThat(table(writer).nextSequence(ANNA)).hasValue(3);
            assertThat(table(writer).find(ANNA, 0, 3)).containsExactly(run(ANNA, 0, DAY, 0, 3));
            assertThat(table(writer).find(ANNA, 1, 2)).containsExactly(run(ANNA, 1, DAY, 1, 1));
            assertThat(table(writer).find(ANNA, 3, 9)).isEmpty();
        }
    }

    @Test
    default void aProducerMayBeginAtAnySequence() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            appendNoted(writer, ANNA, Long.MAX_VALUE - 5, 5);
            writer.commit();
            assertThat(table(writer).nextSequence(ANNA)).hasValue(Long.MAX_VALUE);
        }
    }

    @Test
    default void aCommitMayHaveSeveralNotesAndRecordsWithout() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            appendNoted(writer, ANNA, 0, 3);
            appendNoted(writer, BERT, 0, 1);
            StoreUnderTest.appendNumbered(writer, 0, 4);
            appendNoted(writer, ANNA, 3, 2);
            StoreUnderTest.appendNumbered(writer, 0, 1);
            writer.commit();
            requireSeveral(table(writer));
        }
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            assertThat(writer.open(DAY).count()).isEqualTo(13);
            requireSeveral(table(writer));
        }
    }

    private static void requireSeveral(ProducerTable table) {
        assertThat(table.find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, DAY, 2, 3), run(ANNA, 3, DAY, 10, 2));
        assertThat(table.find(BERT, 0, 9)).containsExactly(run(BERT, 0, DAY, 5, 1));
    }

    @Test
    default void runsThatFollowEachOtherAreOne() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            for (int i = 0; i < 100; i++) {
                appendNoted(writer, ANNA, 2L * i, 2);
                writer.commit();
            }
            assertThat(table(writer).find(ANNA, 0, 200)).containsExactly(run(ANNA, 0, DAY, 0, 200));
        }
    }

    @Test
    default void whatTheDayHasIsRememberedByTheNextWriter() throws IOException {
        for (int i = 0; i < 4; i++) {
            try (LogStore store = openStore();
                    LogWriter writer = store.writer(ZONE)) {
                writer.open(DAY);
                assertThat(table(writer).nextSequence(ANNA).orElse(0)).isEqualTo(5L * i);
                appendNoted(writer, ANNA, 5L * i, 2);
                writer.commit();
                StoreUnderTest.appendNumbered(writer, 0, 1);
                writer.commit();
                appendNoted(writer, ANNA, 5L * i + 2, 3);
                // Committed by its end.
            }
        }
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            assertThat(table(writer).find(ANNA, 0, 99))
                    .containsExactly(
                            run(ANNA, 0, DAY, 0, 2),
                            run(ANNA, 2, DAY, 3, 5),
                            run(ANNA, 7, DAY, 9, 5),
                            run(ANNA, 12, DAY, 15, 5),
                            run(ANNA, 17, DAY, 21, 3));
        }
    }

    @Test
    default void aProducerGoesOnInTheNextDay() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            appendNoted(writer, ANNA, 0, 3);
            writer.commit();
            writer.open(NEXT_DAY);
            appendNoted(writer, ANNA, 3, 2);
            writer.commit();
            requireBothDays(table(writer));
            writer.finish(DAY);
        }
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(NEXT_DAY);
            requireBothDays(table(writer));
        }
    }

    @Test
    default void aDayThatIsNotOpenedIsRemembered() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            appendNoted(writer, ANNA, 0, 3);
            writer.commit();
            writer.open(NEXT_DAY);
            appendNoted(writer, ANNA, 3, 2);
            writer.commit();
        }
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(NEXT_DAY.plusDays(1));
            requireBothDays(table(writer));
        }
    }

    @Test
    default void aDeletedDaysRecordsAreRemembered() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            appendNoted(writer, ANNA, 0, 3);
            writer.commit();
            writer.open(NEXT_DAY);
            appendNoted(writer, ANNA, 3, 2);
            writer.commit();
            writer.delete(DAY);
            requireBothDays(table(writer));
        }
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(NEXT_DAY);
            requireBothDays(table(writer));
        }
    }

    private static void requireBothDays(ProducerTable table) {
        assertThat(table.find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, DAY, 0, 3), run(ANNA, 3, NEXT_DAY, 0, 2));
    }

    @Test
    default void aNoteThatCannotBeMeantIsRefusedAndChangesNothing() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            assertThatThrownBy(() -> writer.note(ANNA, 0, 1)).isInstanceOf(IllegalStateException.class);
            writer.open(DAY);
            assertThatThrownBy(() -> writer.note(ANNA, 0, 1)).isInstanceOf(IllegalArgumentException.class);
            StoreUnderTest.appendNumbered(writer, 0, 3);
            assertThatThrownBy(() -> writer.note(ANNA, 0, 4)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.note(ANNA, 0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.note(ANNA, -1, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> writer.note(ANNA, Long.MAX_VALUE, 1)).isInstanceOf(IllegalArgumentException.class);
            writer.note(ANNA, 7, 2);
            assertThatThrownBy(() -> writer.note(BERT, 0, 1)).isInstanceOf(IllegalArgumentException.class);
            StoreUnderTest.appendNumbered(writer, 3, 4);
            assertThatThrownBy(() -> writer.note(ANNA, 8, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("8", "9");
            writer.note(ANNA, 9, 1);
            writer.commit();
            assertThat(table(writer).find(ANNA, 0, 99)).containsExactly(run(ANNA, 7, DAY, 1, 3));
            StoreUnderTest.appendNumbered(writer, 0, 1);
            assertThatThrownBy(() -> writer.note(ANNA, 9, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void whoAppendsNothingForAWeekIsForgotten() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            appendNoted(writer, ANNA, 0, 3);
            appendNoted(writer, BERT, 0, 3);
            writer.commit();
            Sample.of(LATER, 1, "later").appendTo(writer);
            writer.note(BERT, 3, 1);
            writer.commit();
            assertThat(table(writer).nextSequence(ANNA)).isEmpty();
            assertThat(table(writer).nextSequence(BERT)).hasValue(4);
        }
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            assertThat(table(writer).nextSequence(ANNA)).isEmpty();
            assertThat(table(writer).find(BERT, 0, 9)).containsExactly(run(BERT, 0, DAY, 3, 4));
        }
    }

    @Test
    default void ofManyProducersTheLastOnesAreRemembered() throws IOException {
        int producers = ProducerTable.MAX_PRODUCERS + 10;
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            for (int i = 0; i < producers; i++) {
                appendNoted(writer, new UUID(9, i), 0, 1);
            }
            writer.commit();
        }
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            for (int i = 0; i < producers; i++) {
                assertThat(table(writer).find(new UUID(9, i), 0, 1))
                        .isEqualTo(i < 10 ? List.of() : List.of(run(new UUID(9, i), 0, DAY, i, 1)));
            }
        }
    }

    @Test
    default void aMirrorRemembersNoProducers() throws IOException {
        try (LogStore store = openStore();
                MirrorWriter writer = store.mirrorWriter(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 1);
            assertThat(writer.producers()).isEmpty();
            assertThatThrownBy(() -> writer.note(ANNA, 0, 1)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    private static ProducerTable table(LogWriter writer) {
        return writer.producers().orElseThrow();
    }

    private static void appendNoted(LogWriter writer, UUID producer, long sequence, int records) throws IOException {
        StoreUnderTest.appendNumbered(writer, 0, records);
        writer.note(producer, sequence, records);
    }

    private static ProducedRun run(UUID producer, long sequence, LocalDate day, long firstId, int records) {
        return new ProducedRun(producer, sequence, new Position(day, firstId), records);
    }
}
