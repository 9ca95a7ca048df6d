package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code migrate --check}, on the folders that go-filelog wrote, whole and broken, each of which stays as it is. */
class MigrateIT {
    private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    @TempDir
    private Path folder;

    private Path store;
    private Path finished;
    private Path unfinished;

    @BeforeEach
    void copyGolden() throws IOException {
        store = Folders.golden(folder.resolve("store"));
        finished = store.resolve("20260131");
        unfinished = store.resolve("20260301");
    }

    @Test
    void theGoldenFolderIsTakenOverWithNothingInTheWay() throws IOException {
        List<String> lines = check(0);
        assertThat(lines).hasSize(5);
        assertThat(lines.subList(0, 3))
                .containsExactly(
                        "2026-03-01 make: crc32c: the checksums of records 0 to 1, from index and data files",
                        "2026-03-01 finish: 2 records",
                        "2026-03-01 fetch: from id 2, as a replica");
        assertThat(lines.get(3)).matches(DATE + " append: from id 0, as a master");
        assertThat(lines.get(4))
                .isEqualTo("checked 2 days, 13 records: 1 to finish, 1 to make, 0 to cut (0 bytes), 0 to remove,"
                        + " no faults; nothing is in the way");
    }

    @Test
    void whatIsToldIsWhatAMasterThenDoes() throws IOException {
        check(0);
        try (Program master = Program.start(
                folder,
                "master",
                "--store",
                store.toString(),
                "--grpc-port",
                "off",
                "--sync-port",
                "0",
                "--zone",
                "Z")) {
            master.awaitOut("master ready");
            assertThat(unfinished.resolve("finish")).exists();
            assertThat(unfinished.resolve("crc32c")).hasSize(8);
        }
        List<String> lines = check(0);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("2026-03-02 fetch: from id 0, as a replica");
        assertThat(lines.get(1)).matches(DATE + " append: from id 0, as a master");
        assertThat(lines.get(2)).endsWith(" no faults; nothing is in the way");
    }

    @Test
    void aTornTailWouldBeCutAndIsNotInTheWay() throws IOException {
        append(unfinished.resolve("data000000"), new byte[] {0x4B, (byte) 0x86, 1, 2, 3});
        append(unfinished.resolve("index"), new byte[] {0, 0, 0});
        List<String> lines = check(0);
        assertThat(lines)
                .contains(
                        "2026-03-01 cut: index: 3 bytes cut (ids 2 to 2): no whole entry",
                        "2026-03-01 cut: data000000: 5 bytes cut (ids 2 to 2): the index tells of no record there",
                        "2026-03-01 finish: 2 records")
                .anyMatch(line -> line.startsWith("2026-03-01 id 2: length of index, got 27, want 24"));
        assertThat(lines.get(lines.size() - 1))
                .contains("2 to cut (8 bytes)")
                .endsWith(" 2 faults; nothing is in the way");
    }

    @Test
    void aDayWithoutItsIndexWouldLoseAllAndIsInTheWay() throws IOException {
        Files.delete(unfinished.resolve("index"));
        assertThat(check(1))
                .contains("2026-03-01 lose: all that is there would be cut: the index tells of no record that is whole")
                .anyMatch(line -> line.startsWith("2026-03-01 cut: data000000: 47 bytes cut"))
                .anyMatch(line -> line.endsWith("; 1 thing is in the way"));
    }

    @Test
    void aBrokenRecordInAnUnfinishedDayKeepsItFromBeingOpened() throws IOException {
        flip(unfinished.resolve("data000000"), 0);
        assertThat(check(1))
                .anyMatch(line -> line.startsWith("2026-03-01 id 0: magic in data000000 at 0, got "))
                .anyMatch(line -> line.startsWith("2026-03-01 refused: day 2026-03-01: record 0: magic "))
                .noneMatch(line -> line.startsWith("2026-03-01 finish"))
                .anyMatch(line -> line.endsWith("; 1 thing is in the way"));
    }

    @Test
    void aBrokenRecordInAFinishedDayIsInTheWay() throws IOException {
        flip(finished.resolve("data000000"), 0);
        assertThat(check(1))
                .anyMatch(line -> line.startsWith("2026-01-31 id 0: magic in data000000 at 0, got "))
                .anyMatch(line -> line.endsWith(" 1 faults; 1 thing is in the way"));
    }

    @Test
    void expiredDaysAreToldOf() throws IOException {
        assertThat(check(0, "--retain-days", "1"))
                .contains("2026-01-31 remove: 11 records")
                .anyMatch(line -> line.contains(" 1 to remove, "));
        assertThat(check(0, "--retain-bytes", "47"))
                .contains("2026-01-31 remove: 11 records")
                .anyMatch(line -> line.contains(" 1 to remove, "));
        assertThat(check(0, "--retain-bytes", "100000")).anyMatch(line -> line.contains(" 0 to remove, "));
    }

    @Test
    void aStoreWithAWriterIsNotChecked() throws IOException {
        try (Program master = Program.start(
                folder,
                "master",
                "--store",
                store.toString(),
                "--grpc-port",
                "off",
                "--sync-port",
                "0",
                "--zone",
                "Z")) {
            master.awaitOut("master ready");
            try (Program migrate = run()) {
                assertThat(migrate.awaitEnd()).isEqualTo(1);
                assertThat(migrate.err())
                        .startsWith("remotelog migrate: store ")
                        .contains(" is written by another process")
                        .hasLineCount(1);
            }
        }
    }

    @Test
    void anotherZoneThanTheStoresIsAFailure() throws IOException {
        try (Program master = Program.start(
                folder,
                "master",
                "--store",
                store.toString(),
                "--grpc-port",
                "off",
                "--sync-port",
                "0",
                "--zone",
                "Z")) {
            master.awaitOut("master ready");
        }
        try (Program migrate =
                Program.run(folder, "migrate", "--check", "--store", store.toString(), "--zone", "Asia/Tokyo")) {
            assertThat(migrate.awaitEnd()).isEqualTo(1);
            assertThat(migrate.err()).contains("Asia/Tokyo").hasLineCount(1);
        }
    }

    @Test
    void withoutCheckNothingIsDone() throws IOException {
        SortedMap<String, String> before = Folders.contents(folder);
        try (Program migrate = Program.run(folder, "migrate", "--store", store.toString())) {
            assertThat(migrate.awaitEnd()).isEqualTo(2);
            assertThat(migrate.err()).startsWith("remotelog migrate: only --check exists");
        }
        assertThat(Folders.contents(folder)).isEqualTo(before);
    }

    /** Gives the lines, and requires that no byte and no time of any file was changed. */
    private List<String> check(int exitCode, String... options) throws IOException {
        SortedMap<String, String> before = Folders.contents(folder);
        try (Program migrate = run(options)) {
            assertThat(migrate.err()).isEmpty();
            assertThat(migrate.awaitEnd()).as(migrate.out()).isEqualTo(exitCode);
            assertThat(Folders.contents(folder)).isEqualTo(before);
            return migrate.out().lines().toList();
        }
    }

    private Program run(String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("migrate", "--check", "--store", store.toString(), "--zone", "Z"));
        arguments.addAll(Arrays.asList(options));
        return Program.run(folder, arguments.toArray(String[]::new));
    }

    private static void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.APPEND);
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
