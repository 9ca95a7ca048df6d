package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One script, in which each operation of the disk fails once in each way that it can, and is the last one once. */
@ExtendWith(QuietLog.class)
class FaultScriptTest {
    @Test
    void underCommitEachOperationCanFailOrBeTheLastOne() throws IOException {
        requireAll(FsyncPolicy.COMMIT);
    }

    @Test
    void underIntervalEachOperationCanFailOrBeTheLastOne() throws IOException {
        requireAll(FsyncPolicy.interval(Play.INTERVAL));
    }

    @Test
    void underNeverEachOperationCanFailOrBeTheLastOne() throws IOException {
        requireAll(FsyncPolicy.NEVER);
    }

    private static void requireAll(FsyncPolicy policy) throws IOException {
        List<DiskOperation> operations = new ArrayList<>();
        ScriptedPlay whole = new ScriptedPlay(policy, (number, operation, path) -> {
            operations.add(operation);
            return DiskFault.NONE;
        });
        whole.run();
        whole.play().requireUsable();
        assertThat(operations).contains(DiskOperation.RENAME, DiskOperation.CUT, DiskOperation.FORCE_FOLDER);

        long begin = System.nanoTime();
        int refused = 0;
        int crashed = 0;
        for (int at = 0; at < operations.size(); at++) {
            for (DiskFault fault : DiskFault.values()) {
                if (operations.get(at).canBeRefused(fault)) {
                    refuse(policy, at, fault);
                    refused++;
                }
            }
            crashed += crash(policy, at, DiskFault.CRASH);
            if (operations.get(at).changes()) {
                crashed += crash(policy, at, DiskFault.CRASH_WITHIN);
            }
        }
        System.out.printf(
                "fsync=%s: %d operations, %d refused, %d crashed, in %d s%n",
                policy.kind(),
                operations.size(),
                refused,
                crashed,
                Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }

    private static void refuse(FsyncPolicy policy, int at, DiskFault fault) {
        named(policy, at, fault, "goes on", () -> {
            ScriptedPlay script = new ScriptedPlay(policy, Faults.once(at, fault));
            script.run();
            script.play().requireUsable();
            script.play().end();
        });
    }

    private static int crash(FsyncPolicy policy, int at, DiskFault fault) {
        crash(policy, at, fault, "is killed", play -> play.kill(Faults.NONE));
        crash(policy, at, fault, "loses what was not forced", play -> play.cutPower(Luck.none(), Faults.NONE));
        crash(policy, at, fault, "loses some", play -> play.cutPower(Luck.of(new Random(at)), Faults.NONE));
        return 3;
    }

    private static void crash(FsyncPolicy policy, int at, DiskFault fault, String how, Consumer<Play> end) {
        named(policy, at, fault, how, () -> {
            ScriptedPlay script = new ScriptedPlay(policy, Faults.once(at, fault));
            try {
                script.run();
            } catch (Crash crash) {
                CountedFaults.trace(crash.getMessage());
            }
            end.accept(script.play());
            script.play().requireUsable();
            script.play().end();
        });
    }

    private static void named(FsyncPolicy policy, int at, DiskFault fault, String how, Attempts.Action run) {
        try {
            run.run();
        } catch (Violation | IOException | RuntimeException broken) {
            throw new Violation(
                    "fsync=" + policy.kind() + ", " + fault + " at operation " + at + ", then " + how + ": "
                            + broken.getMessage(),
                    broken);
        }
    }
}
