package io.remotelog.storage.filelog.deep;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.storage.filelog.deep.BlockLog.Kind;
import io.remotelog.storage.filelog.deep.Recording.Plan;
import io.remotelog.storage.filelog.deep.Recording.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The power is lost while a store is written, and again after it was recovered. */
@Tag("deep")
@Timeout(1800)
class PowerCutIT {
    private static final int LIVES = 4;

    private final Undo undo = new Undo();
    private Path folder;
    private Path program;
    private int recordings;

    @BeforeEach
    void prepare(@TempDir Path temporary) throws IOException {
        Machine.require("unshare", "xfs_io");
        folder = Mounts.inMemory(undo, temporary.resolve("memory"), "3g");
        program = BlockLogDisk.compile(folder);
    }

    @AfterEach
    void cleanUp() throws IOException {
        undo.close();
    }

    @Test
    void onExt4NothingPromisedIsLost() throws IOException {
        cut(Mounts.Kind.EXT4, Scale.of(300, 2_000));
    }

    private void cut(Mounts.Kind kind, int wanted) throws IOException {
        Path empty = kind.make(folder.resolve("empty"));
        List<Plan> plans = List.of(
                new Plan("filelog:%s?fsync=commit", 1, LIVES, Trouble.NONE),
                new Plan("filelog:%s?fsync=never", 2, LIVES, Trouble.EARLY_WRITES));
        int each = wanted / plans.size();
        for (Plan plan : plans) {
            long from = System.nanoTime();
            Path own = folder.resolve("recording" + recordings++);
            Recording recording = Recording.make(program, empty, own, new Promises(), plan);
            long recorded = System.nanoTime();
            PowerCut powerCut = new PowerCut(own, recording, each, plan.seed());
            powerCut.run();
            Scale.tell(
                    "power cut %s, %s: %d states of %d writes, %d flushes, %d marks; %.1f s + %.1f s, refused %s",
                    kind,
                    plan,
                    powerCut.checked(),
                    recording.log().count(Kind.WRITE),
                    recording.log().count(Kind.FLUSH),
                    recording.log().count(Kind.MARK),
                    (recorded - from) / 1e9,
                    (System.nanoTime() - recorded) / 1e9,
                    recording.refused());
            assertThat(powerCut.checked()).isEqualTo(each);
        }
        Files.delete(empty);
    }
}
