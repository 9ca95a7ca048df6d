package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.Epoch;
import io.remotelog.api.Gap;
import io.remotelog.api.Lineage;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.Sample;
import io.remotelog.api.VerifyLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A mirror's lineage, gaps and removed days, while each operation of the disk fails once in each way that it can, or is the last
 * one: what returned is there after a power cut, and what did not is there as a whole or not at all.
 */
@ExtendWith(QuietLog.class)
class MirrorFaultsTest {
    private static final Path ROOT = Path.of("/log");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final Sizes SIZES =
            new Sizes(128, 2L * Journal.ALIGNMENT, 4L * Journal.ALIGNMENT, FaultyDisk.BLOCK_BYTES);
    private static final UUID LOG = new UUID(1, 1);
    private static final Epoch EPOCH = new Epoch(new UUID(2, 2), new Position(DAY, 0));
    private static final Lineage FIRST = new Lineage(LOG, ZoneOffset.UTC, List.of(EPOCH));
    // Longer than a sector of the disk, so that a part of it can be lost.
    private static final Lineage SECOND = new Lineage(
            LOG, ZoneOffset.UTC, List.of(EPOCH, EPOCH, EPOCH, EPOCH, EPOCH, EPOCH, EPOCH, EPOCH, EPOCH, EPOCH, EPOCH));
    private static final Gap GAP = new Gap(new Position(DAY, 3), DAY, "x".repeat(500));
    private static final Gap NEXT_GAP = new Gap(new Position(DAY.plusDays(1), 0), DAY.plusDays(3), "y".repeat(500));

    /** What a step leaves, of which a reader of the store can tell. */
    private record State(List<Epoch> epochs, List<Gap> gaps, boolean removed, boolean dayThere) {}

    private interface Action {
        void run(MirrorWriter writer) throws IOException;
    }

    private record Step(Action action, State after) {}

    private static final State BEGIN = new State(List.of(), List.of(), false, true);

    private static final List<Step> STEPS = List.of(
            new Step(writer -> writer.adopt(FIRST), new State(FIRST.epochs(), List.of(), false, true)),
            new Step(writer -> writer.note(GAP), new State(FIRST.epochs(), List.of(GAP), false, true)),
            new Step(writer -> writer.delete(DAY), new State(FIRST.epochs(), List.of(GAP), true, false)),
            new Step(writer -> writer.adopt(SECOND), new State(SECOND.epochs(), List.of(GAP), true, false)),
            new Step(writer -> writer.note(NEXT_GAP), new State(SECOND.epochs(), List.of(GAP, NEXT_GAP), true, false)),
            new Step(writer -> writer.note(GAP), new State(SECOND.epochs(), List.of(GAP, NEXT_GAP), true, false)));

    private static final State END = STEPS.get(STEPS.size() - 1).after();

    /** How many steps have returned. */
    private int done;

    @Test
    void eachOperationCanFailOrBeTheLastOne() throws IOException {
        List<DiskOperation> operations = new ArrayList<>();
        play((number, operation, path) -> {
            operations.add(operation);
            return DiskFault.NONE;
        });
        assertThat(operations)
                .contains(DiskOperation.RENAME, DiskOperation.CUT, DiskOperation.FORCE, DiskOperation.FORCE_FOLDER);
        for (int at = 0; at < operations.size(); at++) {
            for (DiskFault fault : DiskFault.values()) {
                if (operations.get(at).canBeRefused(fault)) {
                    play(Faults.once(at, fault));
                } else if (fault.isCrash()) {
                    crash(at, fault);
                }
            }
        }
    }

    /** Does all, each step until it is not refused; after each one the power could be cut. */
    private static void play(Faults faults) throws IOException {
        FaultyDisk disk = prepared(faults);
        try (FileLogStore store = store(disk)) {
            MirrorWriter writer = opened(store);
            for (Step step : STEPS) {
                tryTwice(writer, step.action());
                FaultyDisk left = disk.afterPowerCut(Luck.none(), new Random(1), Faults.NONE);
                assertThat(read(left)).isEqualTo(step.after());
                left.end();
            }
        } catch (IOException e) {
            // Of closing: what the steps promised is kept all the same.
            assertThat(read(disk.afterPowerCut(Luck.none(), new Random(1), Faults.NONE)))
                    .isEqualTo(END);
        } finally {
            disk.end();
        }
    }

    private void crash(int at, DiskFault fault) throws IOException {
        for (int seed = 0; seed < 4; seed++) {
            FaultyDisk disk = prepared(Faults.once(at, fault));
            done = 0;
            try (FileLogStore store = store(disk)) {
                MirrorWriter writer = opened(store);
                for (Step step : STEPS) {
                    step.action().run(writer);
                    done++;
                }
            } catch (Crash crash) {
                assertThat(disk.isDown()).isTrue();
            }
            FaultyDisk left = seed == 0
                    ? disk.afterKill(Faults.NONE)
                    : disk.afterPowerCut(
                            seed == 1 ? Luck.none() : Luck.of(new Random(seed)), new Random(seed), Faults.NONE);
            disk.end();
            requireBetween(read(left), done == 0 ? BEGIN : STEPS.get(done - 1).after(), afterNext());
            requireGoesOn(left);
            left.end();
        }
    }

    private State afterNext() {
        return done == STEPS.size() ? END : STEPS.get(done).after();
    }

    private static void requireBetween(State state, State before, State after) {
        assertThat(state.epochs()).isIn(before.epochs(), after.epochs());
        assertThat(state.gaps()).isIn(before.gaps(), after.gaps());
        assertThat(state.removed()).isIn(before.removed(), after.removed());
        assertThat(state.dayThere()).isIn(before.dayThere(), after.dayThere());
        assertThat(state.removed() || state.dayThere())
                .as("the day is there, or noted as removed")
                .isTrue();
    }

    /** The next process does it all again, part of which is done, and then the power is cut. */
    private static void requireGoesOn(FaultyDisk left) throws IOException {
        try (FileLogStore store = store(left)) {
            MirrorWriter writer = opened(store);
            for (Step step : STEPS) {
                step.action().run(writer);
            }
            assertThat(read(left.afterPowerCut(Luck.none(), new Random(1), Faults.NONE)))
                    .isEqualTo(END);
        }
    }

    /** A mirror with a day of a record, as the process finds it in which the faults happen. */
    private static FaultyDisk prepared(Faults faults) throws IOException {
        FaultyDisk disk = new FaultyDisk(new Random(1), Faults.NONE);
        try (FileLogStore store = store(disk);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            writer.open(DAY);
            Sample.numbered(1).appendTo(writer);
            writer.finish(DAY);
        }
        return disk.afterKill(faults);
    }

    private static FileLogStore store(FaultyDisk disk) {
        return new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, SIZES, HandBackground::new);
    }

    private static MirrorWriter opened(FileLogStore store) throws IOException {
        try {
            return store.mirrorWriter(ZoneOffset.UTC);
        } catch (IOException e) {
            return store.mirrorWriter(ZoneOffset.UTC);
        }
    }

    private static void tryTwice(MirrorWriter writer, Action action) throws IOException {
        try {
            action.run(writer);
        } catch (IOException e) {
            action.run(writer);
        }
    }

    private static State read(FaultyDisk disk) throws IOException {
        try (FileLogStore store = store(disk)) {
            VerifyLog log = new VerifyLog();
            store.verify(log);
            assertThat(log.faults()).isEmpty();
            Lineage lineage = store.lineage().orElseThrow();
            Optional<LocalDate> removed = lineage.removedThrough();
            removed.ifPresent(day -> assertThat(day).isEqualTo(DAY));
            return new State(
                    lineage.epochs(),
                    store.gaps(),
                    removed.isPresent(),
                    store.find(DAY).isPresent());
        }
    }
}
