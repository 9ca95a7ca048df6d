package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogReader.Step;
import io.remotelog.api.RecordHandler.Answer;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The part of the contract about waiting for records to come. */
interface LogReaderWaitContract extends StoreUnderTest {
    Duration LONG = Duration.ofHours(1);

    @Test
    default void theTailGivesWhatComesAcrossDays() throws Exception {
        int days = 20;
        int commits = 30;
        List<String> expected = new ArrayList<>();
        try (LogStore store = openStore();
                LogReader reader = LogReader.fromOldestDay(store);
                LogWriter writer = store.writer(ZONE)) {
            ReadLog log = new ReadLog();
            RecordHandler untilTheLastDay = new RecordHandler() {
                @Override
                public Answer record(LogRecord record) {
                    return log.record(record);
                }

                @Override
                public Answer endOfDay(LocalDate day) {
                    log.endOfDay(day);
                    return day.equals(DAY.plusDays(days - 1)) ? Answer.STOP : Answer.DONE;
                }
            };
            Reading<Void> reading = new Reading<>(() -> {
                reader.tail(untilTheLastDay, BackOff.DEFAULT);
                return null;
            });
            for (int d = 0; d < days; d++) {
                LocalDate day = DAY.plusDays(d);
                writer.open(day);
                for (int i = 0; i < commits; i++) {
                    Sample.numbered(i).appendTo(writer);
                    writer.commit();
                    expected.add(new Position(day, i) + " " + Sample.numbered(i));
                }
                writer.finish(day);
                expected.add(day + " ended");
            }
            reading.result();
            assertThat(log.read).isEqualTo(expected);
        }
    }

    @Test
    default void aWaitEndsWithTheFirstRecord() throws Exception {
        try (LogStore store = openStore();
                LogReader reader = LogReader.fromDay(store, NEXT_DAY);
                LogWriter writer = store.writer(ZONE)) {
            Reading<Step> reading = new Reading<>(() -> reader.poll(LONG));
            reading.awaitWaiting();
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 1);
            writer.finish(DAY);
            writer.open(NEXT_DAY);
            StoreUnderTest.appendNumbered(writer, 1, 2);
            writer.commit();

            assertThat(reading.result()).isEqualTo(Step.RECORD);
            assertThat(reader.position()).isEqualTo(new Position(NEXT_DAY, 1));
        }
    }

    @Test
    default void aWaitEndsWithItsTime() throws Exception {
        try (LogStore store = storeWith(1);
                LogReader reader = LogReader.from(store, new Position(DAY, 1))) {
            long before = System.nanoTime();
            assertThat(reader.poll(Duration.ofMillis(20))).isEqualTo(Step.NOTHING_YET);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    default void aWaitEndsWithTheReader() throws Exception {
        try (LogStore store = storeWith(1)) {
            LogReader polled = LogReader.from(store, new Position(DAY, 1));
            LogReader tailed = LogReader.from(store, new Position(DAY, 1));
            Reading<Step> poll = new Reading<>(() -> polled.poll(LONG));
            Reading<Void> tail = new Reading<>(() -> {
                tailed.tail(new ReadLog(), BackOff.DEFAULT);
                return null;
            });
            poll.awaitWaiting();
            tail.awaitWaiting();

            polled.close();
            tailed.close();

            assertThat(poll.result()).isEqualTo(Step.CLOSED);
            tail.result();
        }
    }

    @Test
    default void aWaitEndsWithAnInterrupt() throws Exception {
        try (LogStore store = storeWith(1);
                LogReader reader = LogReader.from(store, new Position(DAY, 1))) {
            Reading<Step> reading = new Reading<>(() -> reader.poll(LONG));
            reading.awaitWaiting();

            reading.interrupt();

            assertThatThrownBy(reading::result).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    default void aPauseBeforeARetryEndsWithTheReader() throws Exception {
        try (LogStore store = storeWith(1)) {
            LogReader reader = LogReader.fromOldestDay(store);
            CountDownLatch given = new CountDownLatch(1);
            Reading<Boolean> reading = new Reading<>(() -> reader.readAll(
                    record -> {
                        given.countDown();
                        return Answer.RETRY;
                    },
                    new BackOff(LONG, LONG)));
            assertThat(given.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            reading.awaitWaiting();

            reader.close();

            assertThat(reading.result()).isFalse();
            assertThat(reader.position()).isEqualTo(new Position(DAY, 0));
        }
    }

    /** A thread that reads. */
    final class Reading<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        Reading(Callable<T> reading) {
            task = new FutureTask<>(reading);
            thread = new Thread(task);
            thread.start();
        }

        void awaitWaiting() throws IOException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_WAIT_SECONDS);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                if (System.nanoTime() > end) {
                    throw new IOException("thread is " + thread.getState() + ", want waiting");
                }
                Thread.onSpinWait();
            }
        }

        void interrupt() {
            thread.interrupt();
        }

        T result() throws InterruptedException, ExecutionException, TimeoutException {
            return task.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
