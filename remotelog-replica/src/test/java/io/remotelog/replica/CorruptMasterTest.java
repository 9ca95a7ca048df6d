package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.DayLog;
import io.remotelog.api.Fault;
import io.remotelog.api.LogStore;
import io.remotelog.api.VerifyReport;
import io.remotelog.master.Master;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A record that the master cannot read. */
class CorruptMasterTest extends MirroringTestBase {
    private static final int HEADER_BYTES = 10;

    private final LocalDate today = LocalDate.now(ZONE);
    private final LocalDate corrupt = today.minusDays(2);
    private final LogLines log = opened(new LogLines());

    @Test
    void aCorruptRecordStopsItsDayOnlyUntilItIsMendedFromACopy() throws Exception {
        for (int age = 3; age >= 1; age--) {
            history(today.minusDays(age), 60, true);
        }
        copy("master", "copy");
        long id = corruptARecord();
        Master master = master(0);
        int port = port(master);
        Replica replica = replica("replica", port, config -> config.withHistoryDays(3));
        append(master, 20, 1);
        awaitCount("replica", today, 20);
        awaitCount("replica", corrupt, id);
        for (LocalDate whole : new LocalDate[] {today.minusDays(3), today.minusDays(1)}) {
            assertThat(day(replica, whole).count()).isEqualTo(60);
            assertThat(day(replica, whole).isFinished()).isTrue();
        }
        assertThat(day(replica, corrupt).isFinished()).isFalse();
        String of = " of day " + corrupt + " from id " + id + " on: the record is corrupt on the master: ";
        String remedy = ". Mend it there with: remotelog verify --store PATH --repair --from COPY";
        log.awaitMaster("ERROR replica ", " gets nothing" + of, remedy);
        log.awaitReplica("ERROR stopped: the master sends nothing" + of, remedy + ". Other days go on");

        close(master);
        mend();
        append(master(port), 20, 2);
        awaitIdentical("replica", today);
        assertThat(day(replica, corrupt).isFinished()).isTrue();
    }

    private DayLog day(Replica replica, LocalDate day) throws IOException {
        return store(replica).find(day).orElseThrow();
    }

    /** Flips a bit in the first payload from id 7 on that has any, and gives its id. */
    private long corruptARecord() throws IOException {
        long id = 7;
        long offset;
        try (LogStore store = open("master")) {
            DayLog day = store.find(corrupt).orElseThrow();
            while (day.bytes(id) - day.bytes(id + 1) == HEADER_BYTES) {
                id++;
            }
            offset = day.bytes(0) - day.bytes(id) + HEADER_BYTES;
        }
        Path data = folder("master").resolve(name(corrupt)).resolve("data000000");
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            file.seek(offset);
            int found = file.read();
            file.seek(offset);
            file.write(found ^ 4);
        }
        return id;
    }

    /** As {@code verify --repair --from copy} does. */
    private void mend() throws IOException {
        try (LogStore store = open("master");
                LogStore copy = open("copy")) {
            VerifyReport report = store.repair(corrupt, Optional.of(copy), (Fault fault) -> {});
            assertThat(report.mended()).isEqualTo(1);
            assertThat(report.isClean()).isTrue();
        }
    }
}
