package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogReader.Step;
import io.remotelog.api.RecordHandler.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract about reading across days, without waiting. */
interface LogReaderContract extends StoreUnderTest {
    LocalDate THIRD_DAY = LocalDate.of(2026, 3, 1);
    LocalDate FOURTH_DAY = LocalDate.of(2026, 3, 2);

    /** Three records, a finished day without any, a missing day, and two records of a day that goes on. */
    List<String> ALL = List.of(
            "2026-02-27/0 " + Sample.numbered(0),
            "2026-02-27/1 " + Sample.numbered(1),
            "2026-02-27/2 " + Sample.numbered(2),
            "2026-02-27 ended",
            "2026-02-28 ended",
            "2026-03-02/0 " + Sample.numbered(3),
            "2026-03-02/1 " + Sample.numbered(4));

    @Test
    default void everyDayIsReadAndItsEndToldOnce() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            fill(writer);
            ReadLog log = new ReadLog();
            try (LogReader reader = LogReader.fromOldestDay(store)) {
                assertThat(reader.readAll(log, BackOff.DEFAULT)).isTrue();
                assertThat(log.read).isEqualTo(ALL);
                assertThat(reader.readAll(log, BackOff.DEFAULT)).isTrue();
                assertThat(log.read).isEqualTo(ALL);
                assertThat(reader.poll()).isEqualTo(Step.NOTHING_YET);
                writer.finish(FOURTH_DAY);
                assertThat(reader.poll()).isEqualTo(Step.END_OF_DAY);
                assertThat(reader.day()).isEqualTo(FOURTH_DAY);
                assertThat(reader.poll()).isEqualTo(Step.NOTHING_YET);
            }
        }
    }

    @Test
    default void aReaderGoesOnWhereAnotherStopped() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            fill(writer);
            for (int first = 0; first <= ALL.size(); first++) {
                ReadLog log = new ReadLog();
                Position resume;
                try (LogReader reader = LogReader.fromOldestDay(store)) {
                    for (int i = 0; i < first; i++) {
                        log.step(reader, reader.poll());
                    }
                    resume = reader.position();
                }
                try (LogReader reader = LogReader.from(store, resume)) {
                    assertThat(reader.readAll(log, BackOff.DEFAULT)).isTrue();
                }
                assertThat(log.read).isEqualTo(ALL);
            }
        }
    }

    @Test
    default void readingBeginsWithTheDayAskedFor() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            fill(writer);

            assertThat(readFrom(LogReader.fromDay(store, DAY.minusDays(3)))).isEqualTo(ALL);
            assertThat(readFrom(LogReader.fromDay(store, DAY))).isEqualTo(ALL);
            assertThat(readFrom(LogReader.from(store, new Position(DAY, 3)))).isEqualTo(ALL.subList(3, 7));
            assertThat(readFrom(LogReader.fromDay(store, NEXT_DAY))).isEqualTo(ALL.subList(4, 7));
            assertThat(readFrom(LogReader.from(store, new Position(THIRD_DAY, 7))))
                    .isEqualTo(ALL.subList(5, 7));
            assertThat(readFrom(LogReader.fromNewestDay(store))).isEqualTo(ALL.subList(5, 7));
            assertThat(readFrom(LogReader.fromDay(store, FOURTH_DAY.plusDays(1))))
                    .isEmpty();
        }
    }

    @Test
    default void anEmptyLogIsReadFromItsFirstDay() throws Exception {
        try (LogStore store = openStore();
                LogReader oldest = LogReader.fromOldestDay(store);
                LogReader newest = LogReader.fromNewestDay(store);
                LogReader later = LogReader.fromDay(store, NEXT_DAY)) {
            assertThat(oldest.poll()).isEqualTo(Step.NOTHING_YET);
            try (LogWriter writer = store.writer(ZONE)) {
                fill(writer);
                assertThat(readFrom(oldest)).isEqualTo(ALL);
                assertThat(readFrom(newest)).isEqualTo(ALL);
                assertThat(readFrom(later)).isEqualTo(ALL.subList(4, 7));
            }
        }
    }

    @Test
    default void aPositionBeyondTheEndOfItsDayIsAnError() throws Exception {
        try (LogStore store = storeWith(3);
                LogReader reader = LogReader.from(store, new Position(DAY, 4))) {
            assertThatThrownBy(reader::poll)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("position 2026-02-27/4: the day has 3 records");
        }
    }

    @Test
    default void anUnfinishedDayIsLeftOnceThereIsALaterOne() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE);
                LogReader reader = LogReader.fromOldestDay(store)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 1);
            writer.commit();
            assertThat(reader.poll()).isEqualTo(Step.RECORD);
            assertThat(reader.poll()).isEqualTo(Step.NOTHING_YET);

            writer.open(NEXT_DAY);
            StoreUnderTest.appendNumbered(writer, 1, 2);
            writer.commit();

            assertThat(readFrom(reader)).containsExactly("2026-02-27 ended", "2026-02-28/0 " + Sample.numbered(1));
        }
    }

    @Test
    default void daysDeletedInFrontOfTheReaderArePassedOver() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE);
                LogReader reader = LogReader.fromOldestDay(store)) {
            fill(writer);
            assertThat(reader.poll()).isEqualTo(Step.RECORD);

            writer.delete(DAY);
            writer.delete(NEXT_DAY);

            // The day that is being read stays readable.
            assertThat(readFrom(reader)).containsExactly(ALL.get(1), ALL.get(2), ALL.get(3), ALL.get(5), ALL.get(6));
        }
    }

    @Test
    default void aRecordIsGivenAgainUntilItIsDone() throws Exception {
        try (LogStore store = storeWith(3);
                LogReader reader = LogReader.fromOldestDay(store)) {
            ReadLog log = new ReadLog(Answer.RETRY, Answer.RETRY, Answer.DONE, Answer.RETRY);

            assertThat(reader.readAll(log, ReadLog.SHORT)).isTrue();

            assertThat(log.read)
                    .containsExactly(ALL.get(0), ALL.get(0), ALL.get(0), ALL.get(1), ALL.get(1), ALL.get(2));
        }
    }

    @Test
    default void theEndOfADayIsToldAgainUntilItIsDone() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE);
                LogReader reader = LogReader.from(store, new Position(DAY, 3))) {
            fill(writer);
            ReadLog log = new ReadLog(Answer.RETRY, Answer.STOP);

            assertThat(reader.readAll(log, ReadLog.SHORT)).isFalse();

            assertThat(log.read).containsExactly(ALL.get(3), ALL.get(3));
            assertThat(reader.position()).isEqualTo(new Position(DAY, 3));
            assertThat(readFrom(reader)).isEqualTo(ALL.subList(3, 7));
        }
    }

    @Test
    default void stoppingLeavesTheReaderBeforeTheRecord() throws Exception {
        try (LogStore store = storeWith(3);
                LogReader reader = LogReader.fromOldestDay(store)) {
            ReadLog log = new ReadLog(Answer.DONE, Answer.STOP);

            assertThat(reader.readAll(log, BackOff.DEFAULT)).isFalse();

            assertThat(log.read).containsExactly(ALL.get(0), ALL.get(1));
            assertThat(reader.position()).isEqualTo(new Position(DAY, 1));
            assertThat(readFrom(reader)).containsExactly(ALL.get(1), ALL.get(2));
        }
    }

    @Test
    default void aFailedHandlerLeavesTheReaderBeforeTheRecord() throws Exception {
        try (LogStore store = storeWith(3);
                LogReader reader = LogReader.fromOldestDay(store)) {
            IOException failure = new IOException("no room");

            assertThatThrownBy(() -> reader.readAll(
                            record -> {
                                throw failure;
                            },
                            BackOff.DEFAULT))
                    .isSameAs(failure);

            assertThat(reader.position()).isEqualTo(new Position(DAY, 0));
            assertThat(readFrom(reader)).isEqualTo(ALL.subList(0, 3));
        }
    }

    @Test
    default void aClosedReaderSaysSo() throws Exception {
        try (LogStore store = storeWith(3)) {
            LogReader reader = LogReader.fromOldestDay(store);
            assertThat(reader.poll()).isEqualTo(Step.RECORD);

            reader.close();
            reader.close();

            assertThat(reader.poll()).isEqualTo(Step.CLOSED);
            assertThat(reader.poll(Duration.ofDays(1))).isEqualTo(Step.CLOSED);
            assertThat(reader.readAll(new ReadLog(), BackOff.DEFAULT)).isFalse();
            assertThatThrownBy(reader::payload).isInstanceOf(IllegalStateException.class);
            assertThat(reader.position()).isEqualTo(new Position(DAY, 1));
        }
    }

    private static void fill(LogWriter writer) throws IOException {
        writer.open(DAY);
        StoreUnderTest.appendNumbered(writer, 0, 3);
        writer.finish(DAY);
        writer.open(NEXT_DAY);
        writer.finish(NEXT_DAY);
        writer.open(FOURTH_DAY);
        StoreUnderTest.appendNumbered(writer, 3, 5);
        writer.commit();
    }

    private static List<String> readFrom(LogReader reader) throws Exception {
        ReadLog log = new ReadLog();
        assertThat(reader.readAll(log, BackOff.DEFAULT)).isTrue();
        return log.read;
    }
}
