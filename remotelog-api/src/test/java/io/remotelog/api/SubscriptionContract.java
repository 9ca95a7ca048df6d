package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The part of the contract about being told of changes. */
interface SubscriptionContract extends StoreUnderTest {

    @Test
    default void commitFinishAndDeleteWakeTheSubscribersOfEveryStoreOfThePlace() throws Exception {
        try (LogStore store = openStore();
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE)) {
            Semaphore near = new Semaphore(0);
            Semaphore far = new Semaphore(0);
            writer.open(DAY);
            store.subscribe(near::release);
            other.subscribe(far::release);
            Sample.numbered(0).appendTo(writer);
            writer.commit();
            assertThat(StoreUnderTest.woken(near)).isTrue();
            assertThat(StoreUnderTest.woken(far)).isTrue();
            writer.finish(DAY);
            assertThat(StoreUnderTest.woken(near)).isTrue();
            assertThat(StoreUnderTest.woken(far)).isTrue();
            writer.delete(DAY);
            assertThat(StoreUnderTest.woken(near)).isTrue();
            assertThat(StoreUnderTest.woken(far)).isTrue();
        }
    }

    @Test
    default void whoWaitsForDurableRecordsIsWokenOnceTheyAreDurable() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            DayLog day = store.find(DAY).orElseThrow();
            Semaphore wakeUps = new Semaphore(0);
            store.subscribeToDurable(wakeUps::release);
            Sample.numbered(0).appendTo(writer);
            writer.commit();
            while (day.durable() < 1) {
                assertThat(StoreUnderTest.woken(wakeUps)).isTrue();
            }
            wakeUps.drainPermits();
            writer.finish(DAY);
            assertThat(StoreUnderTest.woken(wakeUps)).isTrue();
            wakeUps.drainPermits();
            writer.delete(DAY);
            assertThat(StoreUnderTest.woken(wakeUps)).isTrue();
        }
    }

    @Test
    default void aWakeUpComesOnceTheChangeCanBeSeen() throws Exception {
        int records = 300;
        ExecutorService reading = Executors.newSingleThreadExecutor();
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            Semaphore wakeUps = new Semaphore(0);
            Semaphore seen = new Semaphore(0);
            Subscription subscription = store.subscribe(wakeUps::release);
            DayLog day = store.find(DAY).orElseThrow();
            Future<Integer> read = reading.submit(() -> {
                int ids = 0;
                try (RecordCursor cursor = day.cursor(0)) {
                    do {
                        while (cursor.next()) {
                            ids++;
                            seen.release();
                        }
                    } while (!day.isFinished() && wakeUps.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS));
                    return ids;
                }
            });
            for (int i = 0; i < records; i++) {
                commitOne(writer);
                // No other commit comes meanwhile: a wake-up that was too early, or lost, has no successor.
                assertThat(seen.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            writer.finish(DAY);
            assertThat(read.get(2 * MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(records);
            subscription.close();
        } finally {
            reading.shutdownNow();
        }
    }

    @Test
    default void theSameWakeUpMayBeSubscribedTwice() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            Semaphore wakeUps = new Semaphore(0);
            Runnable wakeUp = wakeUps::release;
            Subscription first = store.subscribe(wakeUp);
            Subscription second = store.subscribe(wakeUp);
            first.close();
            commitOne(writer);
            assertThat(StoreUnderTest.woken(wakeUps)).isTrue();
            second.close();
        }
    }

    @Test
    default void aClosedSubscriptionIsNotWoken() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            Semaphore ended = new Semaphore(0);
            Semaphore going = new Semaphore(0);
            Subscription subscription = store.subscribe(ended::release);
            store.subscribe(going::release);
            commitOne(writer);
            assertThat(StoreUnderTest.woken(going)).isTrue();
            assertThat(StoreUnderTest.woken(ended)).isTrue();
            subscription.close();
            subscription.close();
            for (int i = 0; i < 10; i++) {
                commitOne(writer);
                assertThat(StoreUnderTest.woken(going)).isTrue();
            }
            // One that was under way may still have arrived.
            assertThat(ended.availablePermits()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    default void closingTheStoreEndsItsSubscriptionsOnly() throws Exception {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            Semaphore ended = new Semaphore(0);
            Semaphore going = new Semaphore(0);
            store.subscribe(going::release);
            try (LogStore other = openStore()) {
                other.subscribe(ended::release);
            }
            for (int i = 0; i < 10; i++) {
                commitOne(writer);
                assertThat(StoreUnderTest.woken(going)).isTrue();
            }
            assertThat(ended.availablePermits()).isLessThanOrEqualTo(1);
        }
    }

    private static void commitOne(LogWriter writer) throws IOException {
        Sample.numbered(0).appendTo(writer);
        writer.commit();
    }
}
