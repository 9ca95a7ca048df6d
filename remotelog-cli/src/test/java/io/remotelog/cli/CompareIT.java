package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare}, on folders that the store and go-filelog wrote. */
class CompareIT {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final int RECORDS = 200;
    private static final int RECORD_BYTES = 30;

    @TempDir
    private Path folder;

    private Path store;
    private Path copy;

    @BeforeEach
    void write() throws IOException {
        store = folder.resolve("store");
        copy = folder.resolve("copy");
        append(store, DAY, RECORDS);
        append(copy, DAY, RECORDS);
    }

    @Test
    void sameRecordsAreIdenticalAndNothingIsChanged() throws IOException {
        append(store, DAY.plusDays(1), 5);
        append(copy, DAY.plusDays(1), 5);
        SortedMap<String, String> before = Folders.listing(folder);
        try (Program compare = compare()) {
            assertThat(compare.out())
                    .matches("identical: sha256=[0-9a-f]{64} days=2 records=205 bytes=4100 time=[0-9]+\\.[0-9]s\n");
            assertThat(compare.awaitEnd()).isZero();
            assertThat(compare.err()).isEmpty();
        }
        assertThat(Folders.listing(folder)).isEqualTo(before);
    }

    @Test
    void theFoldersOfAGoProgramHaveTheDigestOfTheirRecords() throws IOException {
        Path golden = Folders.golden(folder.resolve("golden"));
        try (Program compare = Program.run(
                folder,
                "compare",
                "--store",
                golden.toString(),
                "--store",
                golden.toString(),
                "--date",
                "2026-03-01")) {
            // Made with Python's struct and hashlib from the files.
            assertThat(compare.out())
                    .startsWith(
                            "identical: sha256=e7e9f51c1339fe13f69e4753aa205ed52cab53bae84ddb7c7404e19090932a4e days=1 records=2 bytes=27 time=");
            assertThat(compare.awaitEnd()).isZero();
        }
    }

    @Test
    void filesMayDifferWhereRecordsDoNot() throws IOException {
        Files.delete(day(copy).resolve("crc32c"));
        Files.delete(day(copy).resolve("checkpoint"));
        try (Program compare = compare()) {
            assertThat(compare.out()).startsWith("identical: ");
            assertThat(compare.awaitEnd()).isZero();
        }
    }

    @Test
    void theFirstDifferenceIsALine() throws IOException {
        append(copy, DAY, 3);
        append(store, DAY.plusDays(1), 1);
        differs("2026-11-22 id 200: number of records, A got 200, B got 203\n");
        differs("2026-11-23 id 0: day, A got 1 records, B got no such day\n", "--date", "2026-11-23");
        Files.createFile(day(store).resolve("finish"));
        differs("2026-11-22 id 200: number of records, A got 200, B got 203\n");
    }

    @Test
    void aMarkThatADayIsFinishedIsCompared() throws IOException {
        Files.createFile(day(store).resolve("finish"));
        differs("2026-11-22 id 200: end, A got finished, B got not finished\n");
    }

    @Test
    void aBrokenRecordIsNamed() throws IOException {
        flip(copy, 7 * RECORD_BYTES + 20);
        try (Program compare = compare()) {
            assertThat(compare.out())
                    .startsWith(
                            "2026-11-22 id 7: record, A got one that can be read, B got '20261122/data000000 at 210: ")
                    .hasLineCount(1);
            assertThat(compare.awaitEnd()).isEqualTo(1);
            assertThat(compare.err()).isEmpty();
        }
    }

    @Test
    void aRunningMasterIsCompared() throws IOException {
        try (Program master = Program.start(
                folder, "master", "--store", store.toString(), "--grpc-port", "0", "--sync-port", "0", "--zone", "Z")) {
            master.awaitOut("master ready");
            try (Program compare = compare("--date", DAY.toString())) {
                // It has finished the day, which is in the past by now, or goes on with it.
                assertThat(compare.err()).isEmpty();
                assertThat(compare.out()).matches("identical: .*\n|2026-11-22 id 200: end, A got finished, .*\n");
            }
            assertThat(master.isAlive()).isTrue();
        }
    }

    @Test
    void whatIsNotThereIsAFailureInOneLine() throws IOException {
        fails("there is no day 2026-11-25 in either store", store.toString(), "--date", "2026-11-25");
        fails("absent does not exist", folder.resolve("absent").toString());
    }

    @Test
    void theBarIsShownOnATerminalOnly() throws IOException {
        List<String> command = List.of(
                "script",
                "-qec",
                Program.LAUNCHER + " compare --store " + store + " --store " + copy + " >" + folder.resolve("out"),
                "/dev/null");
        try (Program terminal =
                Program.startCommand(folder, Redirect.from(Path.of("/dev/null").toFile()), command)) {
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.out()).contains("comparing 2026-11-22", "100%", "200/200 records");
        }
        assertThat(Files.readString(folder.resolve("out")))
                .startsWith("identical: ")
                .hasLineCount(1);
    }

    private void differs(String line, String... options) throws IOException {
        try (Program compare = compare(options)) {
            assertThat(compare.out()).isEqualTo(line);
            assertThat(compare.awaitEnd()).isEqualTo(1);
            assertThat(compare.err()).isEmpty();
        }
    }

    private void fails(String message, String other, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("compare", "--store", store.toString(), "--store", other));
        arguments.addAll(List.of(options));
        try (Program compare = Program.run(folder, arguments.toArray(String[]::new))) {
            assertThat(compare.awaitEnd()).isEqualTo(1);
            assertThat(compare.out()).isEmpty();
            assertThat(compare.err())
                    .startsWith("remotelog compare: ")
                    .contains(message)
                    .hasLineCount(1);
        }
    }

    private Program compare(String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("compare", "--store", store.toString(), "--store", copy.toString()));
        arguments.addAll(List.of(options));
        return Program.run(folder, arguments.toArray(String[]::new));
    }

    private static void append(Path root, LocalDate day, int records) throws IOException {
        try (LogStore log = LogStores.open(root.toString());
                LogWriter writer = log.writer(ZoneOffset.UTC)) {
            writer.open(day);
            for (int i = 0; i < records; i++) {
                byte[] payload = String.format("payload %-12d", i).getBytes(UTF_8);
                writer.append(1_795_000_000 + i, (short) i, ByteBuffer.wrap(payload));
            }
            writer.commit();
        }
    }

    private static Path day(Path root) {
        return root.resolve("20261122");
    }

    private static void flip(Path root, int at) throws IOException {
        Path file = day(root).resolve("data000000");
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }
}
