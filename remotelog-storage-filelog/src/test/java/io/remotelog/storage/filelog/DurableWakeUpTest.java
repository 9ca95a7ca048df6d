package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whoever waits for durable records is woken when there are some, and not by each commit before. */
class DurableWakeUpTest {
    private static final Path ROOT = Path.of("/log");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Duration INTERVAL = Duration.ofMillis(10);

    private final HandBackground background = new HandBackground();

    /** How many records were durable at each wake-up. */
    private final List<Long> wokenAt = new ArrayList<>();

    private int commits;

    @Test
    void underIntervalTheDiskWakesIt() throws IOException {
        try (LogStore store = open(FsyncPolicy.interval(INTERVAL))) {
            LogWriter writer = begin(store);
            commit(writer);
            commit(writer);
            assertThat(commits).as("wake-ups of others").isEqualTo(2);
            assertThat(wokenAt).isEmpty();
            background.advance(INTERVAL);
            assertThat(wokenAt).containsExactly(2L);
            commit(writer);
            writer.finish(DAY);
            assertThat(wokenAt).startsWith(2L, 3L);
        }
    }

    @Test
    void whereACommitIsAllThatThereIsTheCommitWakesIt() throws IOException {
        for (FsyncPolicy policy : List.of(FsyncPolicy.COMMIT, FsyncPolicy.NEVER)) {
            wokenAt.clear();
            try (LogStore store = open(policy)) {
                LogWriter writer = begin(store);
                commit(writer);
                commit(writer);
                assertThat(wokenAt).as(policy.toString()).containsExactly(1L, 2L);
            }
        }
    }

    private LogWriter begin(LogStore store) throws IOException {
        LogWriter writer = store.writer(ZoneOffset.UTC);
        writer.open(DAY);
        DayLog day = store.find(DAY).orElseThrow();
        store.subscribe(() -> commits++);
        store.subscribeToDurable(() -> wokenAt.add(durable(day)));
        return writer;
    }

    private static long durable(DayLog day) {
        try {
            return day.durable();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void commit(LogWriter writer) throws IOException {
        Sample.numbered(0).appendTo(writer);
        writer.commit();
    }

    private LogStore open(FsyncPolicy policy) throws IOException {
        FaultyDisk disk = new FaultyDisk(new Random(1), Faults.NONE).withoutWriteBack();
        disk.createFolder(ROOT);
        disk.forceFolder(ROOT.getParent());
        return new FileLogStore(disk, ROOT, policy, Sizes.DEFAULT, () -> background);
    }
}
