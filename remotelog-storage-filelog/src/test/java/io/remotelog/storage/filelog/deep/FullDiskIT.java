package io.remotelog.storage.filelog.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import io.remotelog.api.StoreFullException;
import io.remotelog.storage.filelog.PlantedBug;
import io.remotelog.storage.filelog.PlantedStores;
import io.remotelog.storage.filelog.QuietLog;
import io.remotelog.storage.filelog.deep.Promises.Mark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The disk has no room, or may not be written: appends are refused, and go on by themselves once they can. */
@Tag("deep")
@ExtendWith(QuietLog.class)
@Timeout(600)
class FullDiskIT {
    private static final List<String> POLICIES = List.of("commit", "interval=5ms", "never");
    private static final String REAL = "filelog:%s?fsync=%s";
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final int TRIES = 20_000;
    private static final int REFUSALS = 5;

    /** What is given free once it was full: room for a journal, which is 1 MiB and a bit at first, and for records. */
    private static final int RESERVE = 2 << 20;

    private final Undo undo = new Undo();
    private final Random random = new Random(1);
    private Path folder;
    private int cases;

    @BeforeEach
    void prepare(@TempDir Path temporary) throws IOException {
        Machine.requireLoopDevices();
        Machine.require("mkfs.ext4", "chattr");
        folder = Mounts.inMemory(undo, temporary.resolve("memory"), "256m");
    }

    @AfterEach
    void cleanUp() throws IOException {
        undo.close();
    }

    @Test
    void aFullDiskInMemoryRefusesAppendsUntilThereIsRoom() throws IOException {
        Path disk = Mounts.inMemory(undo, folder.resolve("small"), "4m");
        fill(disk, 4 << 20, REAL);
        Scale.tell("full disk, tmpfs: %d cases", cases);
    }

    @Test
    void aPlantedBugIsCaught() throws IOException {
        Path disk = Mounts.inMemory(undo, folder.resolve("small"), "4m");
        String bug = "planted:%s?bug=" + PlantedBug.ERRORS_SWALLOWED + "&fsync=%s";
        Throwable caught = catchThrowable(() -> fill(disk, 4 << 20, bug));
        assertThat(caught).isNotNull();
        Scale.tell("planted bug %s: caught by a full disk: %s", PlantedBug.ERRORS_SWALLOWED, caught.getMessage());
    }

    @Test
    void aFullExt4RefusesAppendsUntilThereIsRoom() throws IOException {
        Path image = folder.resolve("image");
        Machine.run("truncate", "-s", "8M", image.toString());
        Machine.run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-m", "0", image.toString());
        Path disk = folder.resolve("small");
        undo.later(() -> Mounts.unmount(disk));
        Mounts.image(image, disk);
        fill(disk, 8 << 20, REAL);
        Scale.tell("full disk, ext4: %d cases", cases);
    }

    @Test
    void aFolderThatMayNotBeWrittenRefusesAppendsUntilItMay() throws IOException {
        Path image = Mounts.Kind.EXT4.make(folder.resolve("image"));
        Path disk = folder.resolve("disk");
        undo.later(() -> Mounts.unmount(disk));
        Mounts.image(image, disk);
        for (String policy : POLICIES) {
            Path root = Files.createDirectory(disk.resolve(policy));
            lock(root, true);
            requireRefused(() -> LogStores.open("filelog:" + root).writer(ZoneOffset.UTC), IOException.class, "folder");
            lock(root, false);
            mayNotBeWritten(root, policy);
        }
        Scale.tell("folder that may not be written: %d cases", cases);
    }

    private void mayNotBeWritten(Path root, String policy) throws IOException {
        Sent sent = new Sent(1);
        Promises promises = new Promises();
        try (LogStore store = LogStores.open("filelog:" + root + "?fsync=" + policy);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            commit(writer, sent, DAY, 0, 10);
            lock(root, true);
            // The day that is open has its files.
            commit(writer, sent, DAY, 10, 10);
            requireRefused(() -> writer.open(DAY.plusDays(1)), IOException.class, "20260302");
            commit(writer, sent, DAY, 20, 10);
            lock(root, false);
            lock(root.resolve("20260301"), true);
            requireRefused(() -> writer.finish(DAY), IOException.class, "finish");
            lock(root.resolve("20260301"), false);
            commit(writer, sent, DAY, 30, 10);
            writer.open(DAY.plusDays(1));
            commit(writer, sent, DAY.plusDays(1), 0, 10);
        }
        promises.take(Mark.DURABLE.line(DAY, 40));
        promises.take(Mark.DURABLE.line(DAY.plusDays(1), 10));
        new StoreCheck(root, sent).run(promises);
    }

    private static void lock(Path path, boolean locked) throws IOException {
        Machine.run("chattr", locked ? "+i" : "-i", path.toString());
    }

    /** With all the room that there may be before it ends, so that it ends within each thing that a writer does. */
    private void fill(Path disk, int size, String location) throws IOException {
        int step = Scale.of(256, 32) << 10;
        for (String policy : POLICIES) {
            for (int room = 0; room + RESERVE < size; room += step) {
                Path root = disk.resolve("log");
                Path reserve = Files.write(disk.resolve("reserve"), new byte[RESERVE]);
                Path ballast = disk.resolve("ballast");
                takeAllBut(ballast, disk, room + random.nextInt(step));
                fill(root, ballast, reserve, String.format(location, root, policy));
                cases++;
                Files.deleteIfExists(ballast);
                Machine.run("rm", "-r", root.toString());
            }
        }
    }

    private void fill(Path root, Path ballast, Path reserve, String location) throws IOException {
        Sent sent = new Sent(random.nextInt());
        Promises promises = new Promises();
        try (LogStore store = PlantedStores.open(location)) {
            LogWriter writer = openOnceThereIsRoom(store, ballast);
            try (writer) {
                long count = appendUntilFull(writer, sent, store);
                for (int i = 0; i < REFUSALS; i++) {
                    count = appendUntilFull(writer, sent, store);
                }
                Files.delete(reserve);
                promises.take(Mark.DURABLE.line(DAY, count));
                for (int i = 0; i < 10; i++) {
                    commit(writer, sent, DAY, count, 1 + i);
                    count += 1 + i;
                }
                promises.take(Mark.FINISHING.line(DAY, count));
                writer.finish(DAY);
                promises.take(Mark.FINISHED.line(DAY, count));
            }
        }
        new StoreCheck(root, sent).run(promises);
    }

    private static LogWriter openOnceThereIsRoom(LogStore store, Path ballast) throws IOException {
        try {
            LogWriter writer = store.writer(ZoneOffset.UTC);
            try {
                writer.open(DAY);
            } catch (StoreFullException e) {
                Files.delete(ballast);
                writer.open(DAY);
            }
            return writer;
        } catch (StoreFullException e) {
            Files.delete(ballast);
            LogWriter writer = store.writer(ZoneOffset.UTC);
            writer.open(DAY);
            return writer;
        }
    }

    /** How many records there are then: all that were acknowledged, and none that was refused. */
    private long appendUntilFull(LogWriter writer, Sent sent, LogStore store) throws IOException {
        long count = store.find(DAY).orElseThrow().count();
        for (int i = 0; i < TRIES; i++) {
            int records = 1 + random.nextInt(40);
            try {
                commit(writer, sent, DAY, count, records);
                count += records;
            } catch (StoreFullException e) {
                assertThat(e).hasMessageContaining("once there is room");
                assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(count);
                assertThat(Sample.all(store, DAY)).hasSize(Math.toIntExact(count));
                return count;
            }
        }
        throw new AssertionError("the disk was not full after " + TRIES + " commits");
    }

    private static void commit(LogWriter writer, Sent sent, LocalDate day, long from, int records) throws IOException {
        for (long id = from; id < from + records; id++) {
            sent.record(day, id).appendTo(writer);
        }
        assertThat(writer.commit().id(0)).isEqualTo(from);
    }

    private static void takeAllBut(Path ballast, Path disk, long room) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            long take = Files.getFileStore(disk).getUsableSpace() - room;
            for (long taken = 0; taken < take; taken += block.length) {
                out.write(block);
            }
        } catch (IOException e) {
            // Full by then.
            assertThat(e).hasMessageContaining("No space");
        }
    }

    private interface Refused {
        void run() throws IOException;
    }

    private void requireRefused(Refused refused, Class<? extends IOException> by, String named) {
        cases++;
        assertThat(catchThrowable(refused::run))
                .isInstanceOf(by)
                .hasMessageContaining(named)
                .hasMessageContaining("not permitted");
    }
}
