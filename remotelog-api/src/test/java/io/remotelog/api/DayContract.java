package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The part of the contract about days: opened, finished, deleted. */
interface DayContract extends StoreUnderTest {

    @Test
    default void aNewStoreHasNoDaysAndNoLineage() throws IOException {
        try (LogStore store = openStore()) {
            assertThat(store.days()).isEmpty();
            assertThat(store.find(DAY)).isEmpty();
            assertThat(store.lineage()).isEmpty();
        }
    }

    @Test
    default void daysComeOldestFirst() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            LocalDate newYear = LocalDate.of(2027, 1, 1);
            LocalDate leapDay = LocalDate.of(2024, 2, 29);
            for (LocalDate day : new LocalDate[] {DAY, newYear, leapDay, NEXT_DAY}) {
                writer.open(day);
            }
            assertThat(store.days()).containsExactly(leapDay, DAY, NEXT_DAY, newYear);
        }
    }

    @Test
    default void anOpenedDayExistsWithoutRecords() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            RecoveryReport report = writer.open(DAY);
            assertThat(report.count()).isZero();
            assertThat(report.isClean()).isTrue();
            DayLog day = store.find(DAY).orElseThrow();
            assertThat(day.day()).isEqualTo(DAY);
            assertThat(day.count()).isZero();
            assertThat(day.durable()).isZero();
            assertThat(day.isFinished()).isFalse();
            try (RecordCursor cursor = day.cursor(0)) {
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    default void durableIsNeverAboveCount() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            DayLog day = store.find(DAY).orElseThrow();
            for (int i = 0; i < 10; i++) {
                StoreUnderTest.appendNumbered(writer, i, i + 1);
                writer.commit();
                assertThat(day.durable()).isBetween(0L, day.count());
            }
        }
    }

    @Test
    default void recordsOfDifferentDaysAreApart() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(NEXT_DAY);
            StoreUnderTest.appendNumbered(writer, 0, 3);
            writer.commit();
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 3, 5);
            writer.commit();
            assertThat(writer.open(NEXT_DAY).count()).isEqualTo(3);
            StoreUnderTest.appendNumbered(writer, 5, 6);
            assertThat(writer.commit().id(0)).isEqualTo(3);
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(3, 5));
            assertThat(Sample.all(store, NEXT_DAY)).hasSize(4).endsWith(Sample.numbered(5));
        }
    }

    @Test
    default void openingTheOpenDayAgainGoesOn() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            writer.commit();
            assertThat(writer.open(DAY).count()).isEqualTo(2);
            StoreUnderTest.appendNumbered(writer, 2, 4);
            writer.commit();
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 4));
        }
    }

    @Test
    default void openingADayWhileRecordsWaitIsRefusedAndKeepsThem() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            assertThatThrownBy(() -> writer.open(NEXT_DAY)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.open(DAY)).isInstanceOf(IllegalStateException.class);
            assertThat(writer.commit().size()).isEqualTo(2);
            assertThat(store.days()).containsExactly(DAY);
        }
    }

    @Test
    default void finishCommitsAndLeavesNoDayOpen() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 4);
            writer.finish(DAY);
            DayLog day = store.find(DAY).orElseThrow();
            assertThat(day.isFinished()).isTrue();
            assertThat(day.count()).isEqualTo(4);
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 4));
            assertThatThrownBy(() -> Sample.numbered(4).appendTo(writer)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void finishIsSeenByEveryStoreOfTheSamePlace() throws IOException {
        try (LogStore store = openStore();
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            DayLog day = other.find(DAY).orElseThrow();
            assertThat(day.isFinished()).isFalse();
            writer.finish(DAY);
            assertThat(day.isFinished()).isTrue();
        }
    }

    @Test
    default void finishingAFinishedDayDoesNothing() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 4);
            writer.finish(DAY);
            writer.finish(DAY);
            assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(4);
        }
    }

    @Test
    default void aDayThatIsNotOpenCanBeFinished() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 4);
            writer.commit();
            writer.open(NEXT_DAY);
            StoreUnderTest.appendNumbered(writer, 4, 5);
            writer.finish(DAY);
            assertThat(store.find(DAY).orElseThrow().isFinished()).isTrue();
            assertThat(Sample.all(store, NEXT_DAY)).isEqualTo(StoreUnderTest.numbered(4, 5));
            StoreUnderTest.appendNumbered(writer, 5, 6);
            assertThat(writer.commit().id(0)).isEqualTo(1);
            assertThat(store.find(NEXT_DAY).orElseThrow().isFinished()).isFalse();
        }
    }

    @Test
    default void finishingAnAbsentDayIsAnErrorThatChangesNothing() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            assertThatThrownBy(() -> writer.finish(NEXT_DAY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("2026");
            assertThat(store.days()).containsExactly(DAY);
            assertThat(store.find(DAY).orElseThrow().count()).isZero();
            assertThat(writer.commit().size()).isEqualTo(2);
        }
    }

    @Test
    default void aFinishedDayRefusesToBeOpened() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            writer.finish(DAY);
            assertThatThrownBy(() -> writer.open(DAY))
                    .isInstanceOfSatisfying(
                            DayFinishedException.class, e -> assertThat(e.day()).isEqualTo(DAY));
            writer.open(NEXT_DAY);
            StoreUnderTest.appendNumbered(writer, 0, 1);
            assertThat(writer.commit().size()).isEqualTo(1);
        }
    }

    @Test
    default void aRefusedOpenLeavesTheOpenDayOpen() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            writer.finish(DAY);
            writer.open(NEXT_DAY);
            assertThatThrownBy(() -> writer.open(DAY)).isInstanceOf(DayFinishedException.class);
            StoreUnderTest.appendNumbered(writer, 0, 1);
            assertThat(writer.commit().day()).isEqualTo(NEXT_DAY);
        }
    }

    @Test
    default void aDeletedDayIsGone() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            writer.finish(DAY);
            writer.open(NEXT_DAY);
            writer.delete(DAY);
            assertThat(store.days()).containsExactly(NEXT_DAY);
            assertThat(store.find(DAY)).isEmpty();
            writer.delete(DAY);
            assertThat(store.days()).containsExactly(NEXT_DAY);
        }
    }

    @Test
    default void deletingTheOpenDayIsRefused() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            assertThatThrownBy(() -> writer.delete(DAY)).isInstanceOf(IllegalStateException.class);
            assertThat(writer.commit().size()).isEqualTo(2);
        }
    }

    @Test
    default void deletingLeavesWaitingRecordsWaiting() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            writer.open(NEXT_DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            writer.delete(DAY);
            assertThat(store.find(NEXT_DAY).orElseThrow().count()).isZero();
            assertThat(writer.commit().size()).isEqualTo(2);
        }
    }

    @Test
    default void aDayInTheDeletedOnesPlaceBeginsAnew() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 3);
            writer.finish(DAY);
            try (RecordCursor before = store.find(DAY).orElseThrow().cursor(0)) {
                writer.delete(DAY);
                assertThat(writer.open(DAY).count()).isZero();
                assertThat(before.next()).isTrue();
                before.seek(0);
                StoreUnderTest.appendNumbered(writer, 10, 20);
                assertThat(writer.commit().id(0)).isZero();
                assertThat(Sample.rest(before)).isEqualTo(StoreUnderTest.numbered(0, 3));
            }
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(10, 20));
            assertThat(store.find(DAY).orElseThrow().isFinished()).isFalse();
        }
    }
}
