package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.sdk.SendBuffer.Added;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SendBufferTest {
    private static final long LATE = TimeUnit.SECONDS.toNanos(20);
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(20);

    private final SendBuffer buffer = new SendBuffer(
            RemoteLogConfig.defaults("m", 1)
                    .withMaxPayloadBytes(100)
                    .withMaxUnansweredBytes(100)
                    .withMaxUnansweredRecords(2),
            () -> {});

    @Test
    void roomIsBoundedInBytes() throws Exception {
        assertThat(add(60, LATE)).isEqualTo(Added.ADDED);

        assertThat(add(41, SOON)).isEqualTo(Added.FULL);
        assertThat(add(40, 0)).isEqualTo(Added.ADDED);
        assertThat(buffer.bytes()).isEqualTo(100);
    }

    @Test
    void roomIsBoundedInRecords() throws Exception {
        assertThat(add(0, 0)).isEqualTo(Added.ADDED);
        assertThat(add(0, 0)).isEqualTo(Added.ADDED);

        assertThat(add(0, SOON)).isEqualTo(Added.FULL);
        buffer.release(1, 0);
        assertThat(add(0, SOON)).isEqualTo(Added.ADDED);
    }

    @Test
    void oneReleaseLetsAsManyInAsFit() throws Exception {
        add(100, 0);
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiters.add(new Waiter(50));
        }

        buffer.release(1, 100);

        for (Waiter waiter : waiters) {
            assertThat(waiter.added.get(5, TimeUnit.SECONDS)).isEqualTo(Added.ADDED);
        }
    }

    @Test
    void closeTurnsWaitersAway() throws Exception {
        add(100, 0);
        Waiter waiter = new Waiter(1);

        buffer.close();

        assertThat(waiter.added.get(5, TimeUnit.SECONDS)).isEqualTo(Added.CLOSED);
        assertThat(add(0, LATE)).isEqualTo(Added.CLOSED);
    }

    @Test
    void interruptEndsAWait() throws Exception {
        add(100, 0);
        Waiter waiter = new Waiter(1);

        waiter.thread.interrupt();

        assertThatThrownBy(() -> waiter.added.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void recordThatIsWithdrawnLeavesTheOthersAsTheyAre() throws Exception {
        List<PendingReceipt> receipts = List.of(new PendingReceipt(), new PendingReceipt());
        for (int i = 0; i < 2; i++) {
            buffer.add((short) (7 + i), ByteBuffer.wrap(new byte[] {(byte) i, 9}, 0, 1 + i), receipts.get(i), 0);
        }
        assertThat(buffer.withdraw(receipts.get(0))).isTrue();
        assertThat(buffer.withdraw(receipts.get(0))).isFalse();
        assertThat(buffer.bytes()).isEqualTo(2);

        Batch batch = buffer.take(System.nanoTime());

        assertThat(batch.records()).isEqualTo(1);
        assertThat(batch.type(0)).isEqualTo((short) 8);
        assertThat(batch.payload(0, 2).toByteArray()).containsExactly(1, 9);
        assertThat(batch.receipt(0)).isSameAs(receipts.get(1));
        assertThat(buffer.take(System.nanoTime())).isNull();
    }

    private Added add(int bytes, long waitNanos) throws InterruptedException {
        return buffer.add((short) 7, ByteBuffer.allocate(bytes), null, waitNanos);
    }

    private final class Waiter {
        private final CompletableFuture<Added> added = new CompletableFuture<>();
        private final Thread thread;

        Waiter(int bytes) {
            thread = new Thread(() -> {
                try {
                    added.complete(add(bytes, LATE));
                } catch (InterruptedException e) {
                    added.completeExceptionally(e);
                }
            });
            thread.start();
            Threads.awaitWaiting(thread);
        }
    }
}
