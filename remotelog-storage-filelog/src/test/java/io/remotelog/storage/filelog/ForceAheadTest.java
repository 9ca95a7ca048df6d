package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that staging has no room for go to the data file, and are forced there, before the commit that they wait for. */
@ExtendWith(QuietLog.class)
class ForceAheadTest {
    private static final Path ROOT = Path.of("/log");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Sizes SMALL_STAGING =
            new Sizes(128, 2L * Journal.ALIGNMENT, 4L * Journal.ALIGNMENT, FaultyDisk.BLOCK_BYTES);
    private static final byte[] LARGE = new byte[1000];

    /** Of two, the second one finds staging full. */
    private static final byte[] SMALL = new byte[100];

    private final HandBackground background = new HandBackground();
    private DiskOperation failing;
    private int dataForces;

    @Test
    void theyAreForcedBeforeTheCommit() throws IOException {
        try (LogStore store = open(disk(1))) {
            LogWriter writer = store.writer(ZoneOffset.UTC);
            writer.open(DAY);
            dataForces = 0;
            writer.append(1, (short) 0, ByteBuffer.wrap(LARGE));
            assertThat(dataForces).isZero();
            background.run();
            assertThat(dataForces).isPositive();
        }
    }

    /** The seed decides what the failed fsync leaves on the disk; the system tells of a failure once only. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aCommitWhoseRecordsCouldNotBeForcedIsRefused(long seed) throws IOException {
        FaultyDisk disk = disk(seed);
        try (LogStore store = open(disk)) {
            LogWriter writer = store.writer(ZoneOffset.UTC);
            writer.open(DAY);
            writer.append(1, (short) 0, ByteBuffer.wrap(LARGE));
            failing = DiskOperation.FORCE;
            background.run();
            failing = null;
            assertThatThrownBy(writer::commit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("data000000")
                    .hasMessageContaining("append it again");
            writer.append(2, (short) 0, ByteBuffer.wrap(LARGE));
            writer.commit();
            requireOne(disk.afterPowerCut(Luck.none(), new Random(1), Faults.NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitWhoseRecordsCouldNotBeWrittenIsRefused(boolean inTime) throws IOException {
        FaultyDisk disk = disk(1);
        try (LogStore store = open(disk)) {
            LogWriter writer = store.writer(ZoneOffset.UTC);
            writer.open(DAY);
            writer.append(1, (short) 0, ByteBuffer.wrap(SMALL));
            failing = DiskOperation.WRITE;
            writer.append(1, (short) 0, ByteBuffer.wrap(SMALL));
            if (inTime) {
                background.run();
                failing = null;
            }
            assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining("data000000");
            failing = null;
            writer.append(2, (short) 0, ByteBuffer.wrap(LARGE));
            writer.commit();
            requireOne(disk.afterPowerCut(Luck.none(), new Random(1), Faults.NONE));
        }
    }

    private static void requireOne(Disk disk) throws IOException {
        HandBackground none = new HandBackground();
        try (LogStore store = new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, SMALL_STAGING, () -> none)) {
            store.writer(ZoneOffset.UTC).open(DAY);
            try (RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.epochSeconds()).isEqualTo(2);
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    private FaultyDisk disk(long seed) throws IOException {
        FaultyDisk disk = new FaultyDisk(new Random(seed), this::fault).withoutWriteBack();
        disk.createFolder(ROOT);
        disk.forceFolder(ROOT.getParent());
        return disk;
    }

    private DiskFault fault(long number, DiskOperation operation, Path path) {
        if (!path.endsWith("data000000")) {
            return DiskFault.NONE;
        }
        if (operation == DiskOperation.FORCE) {
            dataForces++;
        }
        return operation == failing ? DiskFault.ERROR : DiskFault.NONE;
    }

    private LogStore open(Disk disk) throws IOException {
        return new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, SMALL_STAGING, () -> background);
    }
}
