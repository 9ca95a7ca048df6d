package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.Gap;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify}, on folders that the store and go-filelog wrote. */
class VerifyIT {
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
        write(store);
        write(copy);
    }

    @Test
    void logsThatAreRightAreCleanAndNothingIsChanged() throws IOException {
        SortedMap<String, String> before = Folders.listing(folder);
        try (Program verify = Program.run(folder, "verify", "--store", store.toString())) {
            assertThat(verify.awaitEnd()).isZero();
            long bytes = RECORDS * (16L + RECORD_BYTES);
            assertThat(verify.out())
                    .isEqualTo("verified 1 days, " + RECORDS + " records, " + bytes + " bytes: no faults\n");
            assertThat(verify.err()).isEmpty();
        }
        assertThat(Folders.listing(folder)).isEqualTo(before);
        Path golden = Folders.golden(folder.resolve("golden"));
        try (Program verify = Program.run(folder, "verify", "--store", golden.toString())) {
            assertThat(verify.out()).startsWith("verified 2 days, 13 records, ").endsWith(": no faults\n");
            assertThat(verify.awaitEnd()).isZero();
        }
    }

    @Test
    void whatIsMissingFromAMirrorIsToldAndNoFault() throws IOException {
        try (LogStore mirror = LogStores.open(store.toString());
                MirrorWriter writer = mirror.mirrorWriter(ZoneOffset.UTC)) {
            writer.note(new Gap(new Position(DAY, RECORDS), DAY.plusDays(2), "the master removed these days"));
        }
        try (Program verify = Program.run(folder, "verify", "--store", store.toString())) {
            assertThat(verify.awaitEnd()).isZero();
            assertThat(verify.out()).endsWith(": no faults\n");
            assertThat(verify.err())
                    .isEqualTo("missing here: 2026-11-22 to 2026-11-24 from id 200: the master removed these days\n");
        }
    }

    @Test
    void eachFaultIsALineAndOtherDaysAreLeftOutByDate() throws IOException {
        flip("data000000", 7 * RECORD_BYTES + 20);
        flip("index", 12 * 9 + 9);
        try (Program verify = Program.run(folder, "verify", "--store", store.toString())) {
            assertThat(verify.awaitEnd()).isEqualTo(1);
            List<String> lines = verify.out().lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0))
                    .matches("2026-11-22 id 7: checksum of the record in data000000 at 210, got [0-9A-F]{8},"
                            + " want [0-9A-F]{8}");
            assertThat(lines.get(1)).startsWith("2026-11-22 id 9: ").contains(", got ", ", want ");
            assertThat(lines.get(2))
                    .startsWith("verified 1 days, 200 records, ")
                    .endsWith(": 2 faults");
        }
        write(store, DAY.plusDays(1));
        try (Program verify = Program.run(folder, "verify", "--store", store.toString(), "--date", "2026-11-23")) {
            assertThat(verify.out()).startsWith("verified 1 days, ");
            assertThat(verify.awaitEnd()).isZero();
        }
    }

    @Test
    void repairMendsWhatCanBeDerivedAndTellsOfTheRest() throws IOException {
        flip("data000000", 7 * RECORD_BYTES + 20);
        flip("index", 12 * 9 + 9);
        try (Program verify = Program.run(folder, "verify", "--store", store.toString(), "--repair")) {
            assertThat(verify.awaitEnd()).isEqualTo(1);
            List<String> lines = verify.out().lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).startsWith("2026-11-22 id 7: ").doesNotContain("mended");
            assertThat(lines.get(1))
                    .startsWith("2026-11-22 id 9: ")
                    .endsWith("; mended: index entry made from data000000 and the checksum");
            assertThat(lines.get(2)).endsWith(": 1 faults mended, 1 left");
        }
        try (Program verify =
                Program.run(folder, "verify", "--store", store.toString(), "--repair", "--from", copy.toString())) {
            assertThat(verify.awaitEnd()).isZero();
            assertThat(verify.out())
                    .contains("2026-11-22 id 7: ")
                    .contains("; mended: taken from the copy\n")
                    .endsWith(": 1 faults mended, none left\n");
        }
        for (String name : List.of("index", "data000000", "crc32c")) {
            assertThat(Files.readAllBytes(day(store).resolve(name)))
                    .isEqualTo(Files.readAllBytes(day(copy).resolve(name)));
        }
        assertThat(day(store).resolve("repair-2/replaced")).exists();
    }

    @Test
    void aLossIsToldOnceAndThenTheDayIsInOrder() throws IOException {
        Path data = day(store).resolve("data000000");
        Files.write(data, Arrays.copyOf(Files.readAllBytes(data), 150 * RECORD_BYTES + 4));
        try (Program verify = Program.run(folder, "verify", "--store", store.toString(), "--repair")) {
            assertThat(verify.awaitEnd()).isEqualTo(1);
            assertThat(verify.out()).contains("2026-11-22 id 150: length of data000000, got 4504, want ");
        }
        try (Program verify = Program.run(folder, "verify", "--store", store.toString())) {
            assertThat(verify.out()).startsWith("verified 1 days, 150 records, ");
            assertThat(verify.awaitEnd()).isZero();
        }
        write(store, DAY);
    }

    @Test
    void aRunningMasterIsVerifiedAndNotRepaired() throws IOException {
        try (Program master = Program.start(
                folder, "master", "--store", store.toString(), "--grpc-port", "0", "--sync-port", "0", "--zone", "Z")) {
            master.awaitOut("master ready");
            try (Program verify = Program.run(folder, "verify", "--store", store.toString())) {
                assertThat(verify.out()).contains(": no faults\n");
                assertThat(verify.awaitEnd()).isZero();
            }
            try (Program verify = Program.run(folder, "verify", "--store", store.toString(), "--repair")) {
                assertThat(verify.awaitEnd()).isEqualTo(1);
                assertThat(verify.err()).contains("is written by process ");
            }
        }
    }

    @Test
    void aDayThatCannotBeReadKeepsNoOtherFromBeingVerified() throws IOException {
        write(store, DAY.plusDays(1));
        Files.delete(day(store).resolve("index"));
        Files.createDirectory(day(store).resolve("index"));
        try (Program verify = Program.run(folder, "verify", "--store", store.toString())) {
            assertThat(verify.awaitEnd()).isEqualTo(1);
            assertThat(verify.out()).endsWith(", and 1 days failed\n").contains("verified 1 days, 200 records");
            assertThat(verify.err())
                    .startsWith("remotelog verify: day 2026-11-22: ")
                    .hasLineCount(1);
        }
    }

    @Test
    void whatIsNotThereIsAFailureInOneLine() throws IOException {
        fails("there is no day 2026-11-25 in ", "--store", store.toString(), "--date", "2026-11-25");
        fails("absent does not exist", "--store", folder.resolve("absent").toString());
        fails("absent does not exist", "--store", store.toString(), "--repair", "--from", "absent");
    }

    @Test
    void theBarIsShownOnATerminalOnly() throws IOException {
        List<String> command = List.of(
                "script",
                "-qec",
                Program.LAUNCHER + " verify --store " + store + " >" + folder.resolve("out"),
                "/dev/null");
        try (Program terminal =
                Program.startCommand(folder, Redirect.from(Path.of("/dev/null").toFile()), command)) {
            assertThat(terminal.awaitEnd()).isZero();
            assertThat(terminal.out()).contains("verifying 2026-11-22", "100%");
        }
        assertThat(Files.readString(folder.resolve("out")))
                .startsWith("verified 1 days")
                .hasLineCount(1);
    }

    private void fails(String message, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        arguments.addAll(List.of(options));
        try (Program verify = Program.run(folder, arguments.toArray(String[]::new))) {
            assertThat(verify.awaitEnd()).isEqualTo(1);
            assertThat(verify.out()).isEmpty();
            assertThat(verify.err())
                    .startsWith("remotelog verify: ")
                    .contains(message)
                    .hasLineCount(1);
        }
    }

    private static void write(Path root) throws IOException {
        write(root, DAY);
    }

    private static void write(Path root, LocalDate day) throws IOException {
        try (LogStore log = LogStores.open(root.toString());
                LogWriter writer = log.writer(ZoneOffset.UTC)) {
            writer.open(day);
            for (int i = 0; i < RECORDS; i++) {
                byte[] payload = String.format("payload %-12d", i).getBytes(UTF_8);
                writer.append(1_795_000_000 + i, (short) i, ByteBuffer.wrap(payload));
            }
            writer.commit();
        }
    }

    private static Path day(Path root) {
        return root.resolve("20261122");
    }

    private void flip(String name, int at) throws IOException {
        Path file = day(store).resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }
}
