package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.StoreFullException;
import io.remotelog.api.StoreInUseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The disk that faults are made on behaves as a real one in what matters. */
class FaultyDiskTest {
    private static final Path FILE = Path.of("/file");

    private final FaultyDisk disk = new FaultyDisk(new Random(1), Faults.NONE).withoutWriteBack();

    @Test
    void aKillKeepsWhatWasWrittenAndAPowerCutWhatWasForced() throws IOException {
        write(disk, 0, 1000, 1);
        disk.forceFolder(Path.of("/"));
        force(disk);
        write(disk, 500, 3000, 2);
        FaultyDisk cut = disk.afterPowerCut(Luck.none(), new Random(2), Faults.NONE);
        byte[] killed = bytes(disk.afterKill(Faults.NONE));
        assertThat(killed).hasSize(3500).endsWith(filled(3000, 2)).startsWith(filled(500, 1));
        requireBytes(cut, filled(1000, 1));
        assertThatThrownBy(() -> disk.exists(FILE)).isInstanceOf(Crash.class);
    }

    @Test
    void aNameSurvivesThePowerCutOnlyIfItsFolderWasForced() throws IOException {
        write(disk, 0, 10, 1);
        force(disk);
        assertThat(disk.afterPowerCut(Luck.none(), new Random(2), Faults.NONE).exists(FILE))
                .isFalse();
        disk.forceFolder(Path.of("/"));
        disk.rename(FILE, Path.of("/other"));
        disk.createFolder(Path.of("/folder"));
        FaultyDisk cut = disk.afterPowerCut(Luck.none(), new Random(2), Faults.NONE);
        assertThat(cut.names(Path.of("/"))).containsExactly("file");
        assertThat(cut.bootId()).isNotEqualTo(disk.bootId());
        assertThat(disk.afterKill(Faults.NONE).names(Path.of("/"))).containsExactly("folder", "other");
    }

    @Test
    void aLuckyPowerCutLeavesEachSectorOldNewOrTornAndTheLengthAnywhere() throws IOException {
        Set<Integer> lengths = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        write(disk, 0, 2048, 1);
        disk.forceFolder(Path.of("/"));
        force(disk);
        write(disk, 0, 4096, 2);
        for (int seed = 0; seed < 500; seed++) {
            byte[] left = bytes(disk.afterPowerCut(Luck.of(new Random(seed)), new Random(seed), Faults.NONE));
            lengths.add(left.length);
            for (int at = 0; at + 512 <= left.length; at += 512) {
                byte[] sector = Arrays.copyOfRange(left, at, at + 512);
                kinds.add(sector[0] == sector[511] ? "" + sector[0] : "torn");
                assertThat(sector[0]).isIn((byte) 0, (byte) 1, (byte) 2);
            }
        }
        assertThat(lengths).contains(2048, 4096).hasSizeGreaterThan(20);
        assertThat(kinds).containsExactlyInAnyOrder("0", "1", "2", "torn");
    }

    @Test
    void bytesBehindACutAreZerosUntilTheyAreWrittenAgain() throws IOException {
        write(disk, 0, 3000, 1);
        disk.forceFolder(Path.of("/"));
        force(disk);
        try (DiskFile file = disk.open(FILE)) {
            file.cut(100);
            file.write(ByteBuffer.wrap(filled(1900, 2)), 1100);
        }
        byte[] want = new byte[3000];
        Arrays.fill(want, 0, 100, (byte) 1);
        Arrays.fill(want, 1100, 3000, (byte) 2);
        requireBytes(disk, want);
        requireBytes(disk.afterPowerCut(Luck.none(), new Random(2), Faults.NONE), filled(3000, 1));
        force(disk);
        requireBytes(disk.afterPowerCut(Luck.none(), new Random(2), Faults.NONE), want);
    }

    @Test
    void toForceAgainAfterAFailureIsNoRemedy() throws IOException {
        FaultyDisk failing = new FaultyDisk(
                new Random(8),
                (number, operation, path) ->
                        operation == DiskOperation.FORCE && number < 7 ? DiskFault.ERROR : DiskFault.NONE);
        write(failing, 0, 60_000, 1);
        failing.forceFolder(Path.of("/"));
        assertThatThrownBy(() -> force(failing)).hasMessage("cannot fsync /file: Input/output error");
        force(failing);
        requireBytes(failing, filled(60_000, 1));
        byte[] left = bytes(failing.afterPowerCut(Luck.none(), new Random(2), Faults.NONE));
        assertThat(left).hasSize(60_000).contains(0);
        failing.evict(FILE);
        requireBytes(failing, left);
    }

    @Test
    void aRefusalIsNamedAsTheSystemWould() throws IOException {
        write(disk, 0, 10, 1);
        FaultyDisk full = disk.beside((number, operation, path) -> DiskFault.PART_THEN_FULL);
        try (DiskFile file = full.open(FILE)) {
            assertThatThrownBy(() -> file.write(ByteBuffer.allocate(100_000), 10))
                    .isInstanceOf(StoreFullException.class)
                    .hasMessageContaining("cannot write to /file at ");
            assertThat(file.length()).isBetween(10L, 100_010L);
        }
    }

    @Test
    void aCrashEndsTheProcess() throws IOException {
        FaultyDisk crashing = disk.beside(Faults.once(1, DiskFault.CRASH_WITHIN));
        DiskFile file = crashing.open(FILE);
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(100_000), 0)).isInstanceOf(Crash.class);
        assertThat(crashing.isDown()).isTrue();
        assertThatThrownBy(file::length).isInstanceOf(Crash.class);
        assertThat(disk.length(FILE)).isBetween(0L, 100_000L);
    }

    @Test
    void aReadPastTheEndThroughAMappingDoesNotGoUnseen() throws IOException {
        write(disk, 0, 5000, 1);
        DiskMapping mapping = disk.map(FILE);
        ByteBuffer second = mapping.acquire(4500).bytes();
        assertThat(second.get(903)).isEqualTo((byte) 1);
        assertThat(second.get(904)).isEqualTo((byte) 0x99);
        write(disk, 5000, 100, 2);
        assertThat(second.get(904)).isEqualTo((byte) 2);
        assertThatThrownBy(() -> mapping.acquire(9000).bytes().get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        try (DiskFile file = disk.open(FILE)) {
            file.cut(4100);
        }
        assertThat(second.get(4)).isEqualTo((byte) 0x99);
    }

    @Test
    void aFolderIsLockedByOneProcessAndFreeOnceThatHasEnded() throws IOException {
        disk.lock(Path.of("/")).close();
        var unused = disk.lock(Path.of("/"));
        FaultyDisk other = disk.beside(Faults.NONE);
        assertThatThrownBy(() -> other.lock(Path.of("/"))).isInstanceOf(StoreInUseException.class);
        disk.end();
        other.lock(other.real(Path.of("/"))).close();
        assertThatThrownBy(() -> other.openToRead(FILE)).isInstanceOf(NoSuchFileException.class);
    }

    private static void write(FaultyDisk disk, int offset, int count, int value) throws IOException {
        try (DiskFile file = disk.open(FILE)) {
            file.write(ByteBuffer.wrap(filled(count, value)), offset);
        }
    }

    private static void force(FaultyDisk disk) throws IOException {
        try (DiskFile file = disk.open(FILE)) {
            file.force();
        }
    }

    private static void requireBytes(FaultyDisk disk, byte[] want) throws IOException {
        // As buffers, so that a failure prints where they differ and not all of them.
        ByteBuffer got = ByteBuffer.wrap(bytes(disk));
        assertThat(got.mismatch(ByteBuffer.wrap(want))).as("first difference").isEqualTo(-1);
    }

    private static byte[] bytes(FaultyDisk disk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) disk.length(FILE));
        try (DiskFile file = disk.openToRead(FILE)) {
            file.read(bytes, 0);
        }
        assertThat(bytes.hasRemaining()).isFalse();
        return bytes.array();
    }

    private static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
