package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import io.remotelog.api.StoreInUseException;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's writer is in another process. */
class OtherProcessTest {
    @TempDir
    Path root;

    @Test
    void theLockNamesTheProcessThatHoldsItAndGoesWithIt() throws Exception {
        try (ChildJvm child = ChildJvm.start(root);
                LogStore store = Places.open(root)) {
            assertThat(child.tell("open")).isEqualTo("ready");
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.writer(ZoneOffset.UTC))
                        .isInstanceOfSatisfying(
                                StoreInUseException.class,
                                e -> assertThat(e.holderPid()).isEqualTo(child.pid()))
                        .hasMessageContaining("process " + child.pid());
            }
            child.kill();
            store.writer(ZoneOffset.UTC).close();
        }
    }

    @Test
    void anotherProcessIsRefusedWithOurPid() throws Exception {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC);
                ChildJvm child = ChildJvm.start(root)) {
            // Whoever opens and closes the lock file a second time in this process gives the lock free.
            assertThatThrownBy(() -> store.writer(ZoneOffset.UTC)).isInstanceOf(StoreInUseException.class);
            assertThat(child.tell("open"))
                    .contains("is written by process " + ProcessHandle.current().pid());
            writer.open(ChildJvm.DAY);
        }
    }

    @Test
    void commitsAndFinishOfAnotherProcessWakeWithin50MillisecondsAndAreRead() throws Exception {
        try (ChildJvm child = ChildJvm.start(root);
                LogStore store = Places.open(root)) {
            BlockingQueue<Long> wakeUps = new LinkedBlockingQueue<>();
            Subscription subscription = store.subscribe(() -> wakeUps.add(System.nanoTime()));
            assertThat(child.tell("open")).isEqualTo("ready");
            assertThat(wakeUps.poll(20, TimeUnit.SECONDS)).isNotNull();
            DayLog day = store.find(ChildJvm.DAY).orElseThrow();
            List<Long> millis = new ArrayList<>();
            try (RecordCursor cursor = day.cursor(0)) {
                assertThat(cursor.next()).isFalse();
                for (int i = 0; i < 20; i++) {
                    wakeUps.clear();
                    // One clock for all processes of a Linux machine.
                    long committed = Long.parseLong(child.tell("commit"));
                    Long woken = wakeUps.poll(20, TimeUnit.SECONDS);
                    assertThat(woken).isNotNull();
                    millis.add(TimeUnit.NANOSECONDS.toMillis(woken - committed));
                    assertThat(cursor.next()).isTrue();
                    assertThat(cursor.id()).isEqualTo(i);
                    assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(i));
                    assertThat(cursor.next()).isFalse();
                }
                wakeUps.clear();
                child.tell("finish");
                assertThat(wakeUps.poll(20, TimeUnit.SECONDS)).isNotNull();
                assertThat(day.isFinished()).isTrue();
            }
            subscription.close();
            // On a busy machine a thread may not get its turn in time; most must.
            assertThat(millis.stream().filter(taken -> taken <= 50).count()).isGreaterThanOrEqualTo(15);
        }
    }

    @Test
    void aKilledProcessLeavesWhatItCommitted() throws Exception {
        try (ChildJvm child = ChildJvm.start(root)) {
            child.tell("open");
            for (int i = 0; i < 10; i++) {
                child.tell("commit");
            }
            child.tell("append");
            child.kill();
        }
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThat(writer.open(ChildJvm.DAY).count()).isEqualTo(10);
            assertThat(Sample.all(store, ChildJvm.DAY)).hasSize(10).endsWith(Sample.numbered(9));
        }
    }

    @Test
    void theWatchingThreadIsThereOnlyWhileSomeoneSubscribesAndTheWriterIsElsewhere() throws IOException {
        try (LogStore store = Places.open(root)) {
            assertThat(watchers()).isZero();
            Subscription first = store.subscribe(() -> {});
            Subscription second = store.subscribe(() -> {});
            assertThat(watchers()).isEqualTo(1);
            first.close();
            assertThat(watchers()).isEqualTo(1);
            try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
                writer.open(ChildJvm.DAY);
                requireNoWatchers();
            }
            assertThat(watchers()).isEqualTo(1);
            second.close();
            requireNoWatchers();
            store.subscribe(() -> {});
        }
        requireNoWatchers();
    }

    @Test
    void withoutItsFlagsTheJvmIsToldWhichOnes() throws Exception {
        try (ChildJvm child = ChildJvm.startWithoutFlags(root)) {
            assertThat(child.tell("open"))
                    .contains(
                            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.ref");
        }
        assertThat(Places.names(root)).isEmpty();
    }

    private static void requireNoWatchers() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> watchers() == 0);
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("remotelog-watch"))
                .count();
    }
}
