package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.TimeHistogram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long the disk took, on one that takes 3 ms for each fsync, and for nothing else. */
class FsyncTimesTest {
    private static final Path ROOT = Path.of("/log");
    private static final Duration FSYNC = Duration.ofMillis(3);
    private static final Sizes SMALL_STAGING =
            new Sizes(128, 2L * Journal.ALIGNMENT, 4L * Journal.ALIGNMENT, FaultyDisk.BLOCK_BYTES);

    private final HandBackground background = new HandBackground();

    @Test
    void ofEachCommitIsToldHowLongItWaitedForTheDisk() throws IOException {
        try (LogStore store = open(FsyncPolicy.COMMIT)) {
            LogWriter writer = begin(store);
            assertTimes(store, 0, 0);
            append(writer, 10);
            writer.commit();
            assertTimes(store, 1, 1);
            append(writer, 10);
            append(writer, 10);
            writer.commit();
            assertTimes(store, 2, 2);
            writer.commit();
            assertTimes(store, 2, 2);
            // Too long for the journal: data file and checksums are forced, and a block that says so.
            append(writer, 1_000);
            writer.commit();
            TimeHistogram times = times(store);
            assertThat(count(times)).isEqualTo(3);
            assertThat(times.total()).isGreaterThan(FSYNC.multipliedBy(2 + 2));
        }
    }

    @Test
    void whatNoCommitWaitsForIsToldOnceItWasForced() throws IOException {
        try (LogStore store = open(FsyncPolicy.interval(Duration.ofMillis(10)))) {
            LogWriter writer = begin(store);
            append(writer, 10);
            writer.commit();
            append(writer, 10);
            writer.commit();
            assertTimes(store, 0, 0);
            background.advance(Duration.ofMillis(10));
            TimeHistogram times = times(store);
            assertThat(count(times)).as("both at once").isEqualTo(1);
            assertThat(times.total()).isGreaterThan(FSYNC);
        }
    }

    @Test
    void withoutFsyncThereIsNothingToTell() throws IOException {
        try (LogStore store = open(FsyncPolicy.NEVER)) {
            LogWriter writer = begin(store);
            append(writer, 10);
            writer.commit();
            assertTimes(store, 0, 0);
        }
    }

    private static LogWriter begin(LogStore store) throws IOException {
        LogWriter writer = store.writer(ZoneOffset.UTC);
        writer.open(LocalDate.of(2026, 3, 1));
        return writer;
    }

    private static void append(LogWriter writer, int bytes) throws IOException {
        writer.append(1, (short) 0, ByteBuffer.allocate(bytes));
    }

    private static void assertTimes(LogStore store, long commits, int fsyncs) {
        assertThat(count(times(store))).isEqualTo(commits);
        assertThat(times(store).total()).isEqualTo(FSYNC.multipliedBy(fsyncs));
    }

    private static TimeHistogram times(LogStore store) {
        return store.fsyncTimes().orElseThrow();
    }

    private static long count(TimeHistogram times) {
        return times.counts().stream().mapToLong(Long::longValue).sum();
    }

    private LogStore open(FsyncPolicy policy) throws IOException {
        FaultyDisk disk = new FaultyDisk(new Random(1), this::fault).withoutWriteBack();
        disk.createFolder(ROOT);
        disk.forceFolder(ROOT.getParent());
        return new FileLogStore(disk, ROOT, policy, SMALL_STAGING, () -> background);
    }

    private DiskFault fault(long number, DiskOperation operation, Path path) {
        if (operation == DiskOperation.FORCE) {
            background.pass(FSYNC);
        }
        return DiskFault.NONE;
    }
}
