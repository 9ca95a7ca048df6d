package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint whose fsync failed reads back all the same, as long as the machine runs. */
class UnforcedCheckpointTest {
    private static final Path ROOT = Path.of("/log");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final int RECORDS = 20;

    private boolean failing;

    /** The seed decides what the failed fsync leaves, in memory and on the disk. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whoeverFreesTheJournalBecauseOfItForcesIt(long seed) throws IOException {
        FaultyDisk disk = new FaultyDisk(new Random(seed), this::fault).withoutWriteBack();
        disk.createFolder(ROOT);
        disk.forceFolder(ROOT.getParent());
        LogStore store = open(disk);
        LogWriter writer = store.writer(ZoneOffset.UTC);
        writer.open(DAY);
        for (int id = 0; id < RECORDS; id++) {
            Sample.numbered(id).appendTo(writer);
        }
        writer.commit();
        failing = true;
        assertThatThrownBy(writer::close).hasMessageContaining("checkpoint");
        failing = false;
        store.close();
        try (LogStore next = open(disk)) {
            next.writer(ZoneOffset.UTC).close();
        }
        FaultyDisk afterwards = disk.afterPowerCut(Luck.none(), new Random(1), Faults.NONE);
        DayFolder day = DayFolder.of(afterwards, ROOT, DAY);
        assertThat(Checkpoint.read(day).orElseThrow().durable()).isEqualTo(RECORDS);
    }

    private DiskFault fault(long number, DiskOperation operation, Path path) {
        return failing && operation == DiskOperation.FORCE && path.endsWith(Layout.CHECKPOINT)
                ? DiskFault.ERROR
                : DiskFault.NONE;
    }

    private static LogStore open(Disk disk) throws IOException {
        return new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, Sizes.DEFAULT, HandBackground::new);
    }
}
