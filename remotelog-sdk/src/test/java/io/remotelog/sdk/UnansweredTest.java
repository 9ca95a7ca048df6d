package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Deadline;
import io.remotelog.sdk.Unanswered.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class UnansweredTest {
    private static final Deadline LATE = Deadline.after(20, TimeUnit.SECONDS);

    private final Unanswered unanswered = new Unanswered(100, 2);

    @Test
    void roomIsBoundedInBytes() throws Exception {
        assertThat(unanswered.take(60, LATE, true)).isEqualTo(Room.TAKEN);

        assertThat(unanswered.take(41, soon(), true)).isEqualTo(Room.FULL);
        assertThat(unanswered.take(40, soon(), true)).isEqualTo(Room.TAKEN);
    }

    @Test
    void roomIsBoundedInRecords() throws Exception {
        assertThat(unanswered.take(0, LATE, true)).isEqualTo(Room.TAKEN);
        assertThat(unanswered.take(0, LATE, true)).isEqualTo(Room.TAKEN);

        assertThat(unanswered.take(0, soon(), true)).isEqualTo(Room.FULL);
        unanswered.release(0);
        assertThat(unanswered.take(0, soon(), true)).isEqualTo(Room.TAKEN);
    }

    @Test
    void whoMayNotWaitDoesNot() throws Exception {
        unanswered.take(100, LATE, true);

        assertThat(unanswered.take(1, LATE, false)).isEqualTo(Room.FULL);
    }

    @Test
    void oneReleaseLetsAsManyInAsFit() throws Exception {
        unanswered.take(100, LATE, true);
        List<Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiters.add(new Waiter(50));
        }

        unanswered.release(100);

        for (Waiter waiter : waiters) {
            assertThat(waiter.room.get(5, TimeUnit.SECONDS)).isEqualTo(Room.TAKEN);
        }
    }

    @Test
    void closeTurnsWaitersAway() throws Exception {
        unanswered.take(100, LATE, true);
        Waiter waiter = new Waiter(1);

        unanswered.close();

        assertThat(waiter.room.get(5, TimeUnit.SECONDS)).isEqualTo(Room.CLOSED);
        assertThat(unanswered.take(0, LATE, true)).isEqualTo(Room.CLOSED);
    }

    @Test
    void interruptEndsAWait() throws Exception {
        unanswered.take(100, LATE, true);
        Waiter waiter = new Waiter(1);

        waiter.thread.interrupt();

        assertThatThrownBy(() -> waiter.room.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void noneIsAwaitedWithABound() throws Exception {
        unanswered.take(1, LATE, true);
        assertThat(unanswered.awaitNone(TimeUnit.MILLISECONDS.toNanos(20))).isFalse();

        unanswered.release(1);
        assertThat(unanswered.awaitNone(0)).isFalse();

        unanswered.settled();
        assertThat(unanswered.awaitNone(0)).isTrue();
    }

    private static Deadline soon() {
        return Deadline.after(20, TimeUnit.MILLISECONDS);
    }

    private final class Waiter {
        private final CompletableFuture<Room> room = new CompletableFuture<>();
        private final Thread thread;

        Waiter(int bytes) {
            thread = new Thread(() -> {
                try {
                    room.complete(unanswered.take(bytes, LATE, true));
                } catch (InterruptedException e) {
                    room.completeExceptionally(e);
                }
            });
            thread.start();
            Threads.awaitWaiting(thread);
        }
    }
}
