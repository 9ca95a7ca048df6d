package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What fails while a writer goes from one day to another one leaves a day open, the one or the other. */
@ExtendWith(QuietLog.class)
class OpenAnotherDayTest {
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final LocalDate SECOND = FIRST.plusDays(1);
    private static final int MAX_TRIES = 3;

    @Test
    void appendsGoOnWhicheverOperationFails() throws IOException {
        for (FsyncPolicy policy :
                List.of(FsyncPolicy.COMMIT, FsyncPolicy.interval(Duration.ofMillis(10)), FsyncPolicy.NEVER)) {
            int at = 0;
            while (failsAt(policy, at)) {
                at++;
            }
            assertThat(at).as("operations of a change of days under %s", policy).isGreaterThan(10);
        }
    }

    /** Whether the change of days had so many operations. */
    private static boolean failsAt(FsyncPolicy policy, int at) throws IOException {
        long[] fail = {Long.MAX_VALUE};
        FaultyDisk disk = new FaultyDisk(
                new Random(1), (number, operation, path) -> number == fail[0] ? DiskFault.ERROR : DiskFault.NONE);
        FileLogStore store = new FileLogStore(disk, Path.of("/log"), policy, Sizes.DEFAULT, HandBackground::new);
        LogWriter writer = store.writer(ZoneOffset.UTC);
        writer.open(FIRST);
        append(writer, 1);
        fail[0] = disk.operations() + at;
        try {
            writer.open(SECOND);
        } catch (IOException refused) {
            // Then the first day is still open.
        }
        boolean had = disk.operations() > fail[0];
        fail[0] = Long.MAX_VALUE;
        append(writer, MAX_TRIES);
        writer.close();
        return had;
    }

    private static void append(LogWriter writer, int tries) throws IOException {
        try {
            Sample.numbered(1).appendTo(writer);
            writer.commit();
        } catch (IOException e) {
            if (tries <= 1) {
                throw e;
            }
            append(writer, tries - 1);
        }
    }
}
