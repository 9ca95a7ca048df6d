package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AppendQueueTest {
    private static final int COST = PendingRecord.OVERHEAD_BYTES + 100;

    private final LogClock clock = LogClock.system(ZoneOffset.UTC);

    @Test
    void recordsComeOutInTheirOrder() throws Exception {
        AppendQueue queue = new AppendQueue(100 * COST, Duration.ofSeconds(10), clock);
        List<Pending> records = List.of(record(), record(), record());
        for (Pending record : records) {
            queue.put(record);
        }
        assertThat(queue.take(2 * COST, 0)).containsExactly(records.get(0), records.get(1));
        assertThat(queue.take(1, 0)).containsExactly(records.get(2));
        assertThat(queue.take(1, 0)).isEmpty();
    }

    @Test
    void aFullQueueRefusesAfterTheWait() throws Exception {
        AppendQueue queue = new AppendQueue(2 * COST, Duration.ofMillis(50), clock);
        queue.put(record());
        queue.put(record());
        assertThatThrownBy(() -> queue.put(record()))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining(2 * COST + " of " + 2 * COST + " bytes");
    }

    @Test
    void whatIsPutAtOnceIsRefusedWithoutAWait() throws Exception {
        AppendQueue queue = new AppendQueue(2 * COST, Duration.ofDays(1), clock);
        Pending first = record();
        queue.put(first);
        Pending second = record();
        queue.putAtOnce(second);
        assertThatThrownBy(() -> queue.putAtOnce(record()))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining(2 * COST + " of " + 2 * COST + " bytes");
        assertThat(queue.take(Long.MAX_VALUE, 0)).containsExactly(first, second);
    }

    @Test
    void roomIsGivenFreeByTheAnswerAndNotByTheTaking() throws Exception {
        AppendQueue queue = new AppendQueue(2 * COST, Duration.ofMillis(50), clock);
        queue.put(record());
        queue.put(record());
        List<Pending> taken = queue.take(Long.MAX_VALUE, 0);
        assertThatThrownBy(() -> queue.put(record())).isInstanceOf(QueueFullException.class);
        queue.answered(taken);
        queue.put(record());
    }

    @Test
    void aCallerThatWaitsGoesOnWhenThereIsRoom() throws Exception {
        AppendQueue queue = new AppendQueue(COST, Duration.ofSeconds(20), clock);
        queue.put(record());
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            try {
                queue.put(record());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(queue.take(Long.MAX_VALUE, 0)).hasSize(1);
        queue.answered(List.of(record()));
        second.get(10, TimeUnit.SECONDS);
        assertThat(queue.take(Long.MAX_VALUE, Duration.ofSeconds(10).toNanos())).hasSize(1);
    }

    @Test
    void aRecordLargerThanTheQueueGoesThroughAlone() throws Exception {
        AppendQueue queue = new AppendQueue(10, Duration.ofMillis(50), clock);
        queue.put(record());
        assertThatThrownBy(() -> queue.put(record())).isInstanceOf(QueueFullException.class);
        assertThat(queue.take(1, 0)).hasSize(1);
    }

    @Test
    void aClosedQueueTakesNothingInAndGivesOutWhatItHas() throws Exception {
        AppendQueue queue = new AppendQueue(10 * COST, Duration.ofSeconds(10), clock);
        queue.put(record());
        queue.close();
        assertThatThrownBy(() -> queue.put(record())).isInstanceOf(MasterClosedException.class);
        assertThat(queue.isDrained()).isFalse();
        assertThat(queue.take(Long.MAX_VALUE, Long.MAX_VALUE)).hasSize(1);
        assertThat(queue.isDrained()).isTrue();
        assertThat(queue.take(Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void theAppenderIsWokenOnceAsManyWaitAsItWants() throws Exception {
        AppendQueue queue = new AppendQueue(100 * COST, Duration.ofSeconds(10), clock);
        queue.put(record());
        CompletableFuture<List<Pending>> taken = CompletableFuture.supplyAsync(() -> {
            try {
                queue.awaitWaiting(3, Duration.ofSeconds(20).toNanos());
                return queue.take(Long.MAX_VALUE, 0);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        queue.put(record());
        queue.put(record());
        assertThat(taken.get(10, TimeUnit.SECONDS)).hasSize(3);
        queue.awaitWaiting(1, 1);
        assertThat(queue.take(Long.MAX_VALUE, 0)).isEmpty();
    }

    @Test
    void whatManyThreadsPutWhileItIsClosedIsGivenOutInTheirOrderOrRefused() throws Exception {
        for (int round = 0; round < 200; round++) {
            AppendQueue queue = new AppendQueue(20 * COST, Duration.ofSeconds(10), clock);
            List<Putter> putters =
                    Stream.generate(() -> new Putter(queue)).limit(8).toList();
            putters.forEach(Thread::start);
            List<Pending> all = new ArrayList<>();
            while (!queue.isDrained()) {
                List<Pending> taken =
                        queue.take(3 * COST, Duration.ofMillis(100).toNanos());
                all.addAll(taken);
                queue.answered(taken);
                if (all.size() > 100 + round) {
                    queue.close();
                }
            }
            for (Putter putter : putters) {
                putter.join();
                assertThat(all).filteredOn(putter.taken::contains).isEqualTo(putter.taken);
            }
            assertThat(all)
                    .hasSize(putters.stream()
                            .mapToInt(putter -> putter.taken.size())
                            .sum());
        }
    }

    /** Puts records until the queue is closed. */
    private static final class Putter extends Thread {
        private final AppendQueue queue;
        private final List<Pending> taken = new ArrayList<>();

        Putter(AppendQueue queue) {
            this.queue = queue;
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Pending record = record();
                    queue.put(record);
                    taken.add(record);
                }
            } catch (MasterClosedException e) {
                // The end.
            } catch (QueueFullException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Pending record() {
        return new Promised((short) 1, ByteBuffer.allocate(100));
    }
}
