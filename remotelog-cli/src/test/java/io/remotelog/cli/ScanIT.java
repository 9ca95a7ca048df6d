package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scan}, on folders that go-filelog wrote. */
class ScanIT {
    private static final List<String> TEXT = List.of(
            "2026-01-31 0 1769817600 1001 hello world",
            "2026-01-31 1 1769817600 1101 ",
            "2026-01-31 2 1769817601 -1 negative type",
            "2026-01-31 3 1769817602 32767 max type",
            "2026-01-31 4 1769817602 -32768 min type",
            "2026-01-31 5 2147483647 1201 {\"t\":\"2038-01-19T03:14:07Z\"}",
            "2026-01-31 6 -2147483648 1201 wrapped time",
            "2026-01-31 7 0 0 epoch, type zero",
            "2026-01-31 8 1769817603 1201 日志系统 ünïcödé 📜",
            "2026-01-31 9 1769817604 7 K\\x86\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x04",
            "2026-01-31 10 1769817605 8 " + "x".repeat(4096),
            "2026-03-01 0 1772323200 1101 before restart",
            "2026-03-01 1 1772323201 1101 after restart");

    @TempDir
    private Path folder;

    private Path store;
    private SortedMap<String, String> before;

    @BeforeEach
    void copy() throws IOException {
        store = Folders.golden(folder.resolve("store"));
        // Names that are no day are nobody's business.
        Files.createDirectories(store.resolve("20261399"));
        Files.createDirectories(store.resolve("backup"));
        Files.writeString(store.resolve("notes.txt"), "mine");
        before = Folders.listing(folder);
    }

    @AfterEach
    void nothingIsCreatedOrChanged() throws IOException {
        assertThat(Folders.listing(folder)).isEqualTo(before);
    }

    @Test
    void withoutADateAllDaysArePrinted() throws IOException {
        assertThat(lines()).isEqualTo(TEXT);
    }

    @Test
    void rawPrintsThePayloads() throws IOException {
        try (Program scan =
                Program.run(folder, "scan", "--store", "store", "--date", "2026-01-31", "--format", "raw")) {
            byte[] data = Files.readAllBytes(store.resolve("20260131/data000000"));
            int lastHeader = data.length - 4096 - 10;
            byte[] last = Arrays.copyOfRange(data, lastHeader + 10, data.length);
            byte[] out = scan.outBytes();
            assertThat(Arrays.copyOfRange(out, 0, 13)).isEqualTo("hello world\n\n".getBytes(UTF_8));
            assertThat(Arrays.copyOfRange(out, out.length - 4097, out.length - 1))
                    .isEqualTo(last);
            assertThat(out).hasSize(data.length - 11 * 10 + 11).endsWith('\n');
        }
    }

    @Test
    void jsonPrintsAnObjectALine() throws IOException {
        List<JsonObject> objects = lines("--format", "json").stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(objects).hasSize(13);
        assertThat(objects.get(0).toString())
                .isEqualTo("{\"date\":\"2026-01-31\",\"id\":0,\"time\":1769817600,\"type\":1001,\"length\":11,"
                        + "\"text\":\"hello world\"}");
        assertThat(objects.get(1).toString())
                .isEqualTo(
                        "{\"date\":\"2026-01-31\",\"id\":1,\"time\":1769817600,\"type\":1101,\"length\":0,\"app\":{}}");
        assertThat(objects.get(8).get("text").getAsString()).isEqualTo("日志系统 ünïcödé 📜");
        assertThat(Base64.getDecoder().decode(objects.get(9).get("base64").getAsString()))
                .isEqualTo(new byte[] {'K', (byte) 0x86, 0, 0, 0, 0, 0, 0, 0, 4});
    }

    @ParameterizedTest
    @CsvSource({
        "--date 2026-03-01, 11, 13",
        "--date 2026-01-31 --from 9, 9, 11",
        "--date 2026-01-31 --from 11, 11, 11",
        "--from 10, 10, 13",
        "--to-date 2026-02-28, 0, 11",
        "--date 2026-02-01 --to-date 2026-12-31, 11, 13",
        "--date 2026-01-31 --to-date 2026-03-01 --from 10 --limit 2, 10, 12",
        "--limit 0, 0, 0",
        "--type 1101 --date 2026-03-01 --limit 1, 11, 12",
        "--type -32768, 4, 5",
        "--follow --limit 1, 11, 12",
        "--follow --date 2026-01-31 --limit 13, 0, 13",
        "--store filelog:store --date 2026-03-01, 11, 13",
    })
    void theRangeIsWhatTheFlagsSay(String flags, int from, int to) throws IOException {
        assertThat(lines(flags.split(" "))).isEqualTo(TEXT.subList(from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "1, --store store --date 2026-02-01, day 2026-02-01 is not in the store; its days are 2026-01-31 to 2026-03-01",
        "1, --store store --date 2026-03-01 --from 3, 2026-03-01/3: the day has 2 records",
        "1, --store absent, store absent does not exist",
        "1, --store store/notes.txt, notes.txt is a file",
        "2, --store store --date 2026-02-30, day '2026-02-30'; want a real date",
        "2, --store store --date 2026-03-01 --to-date 2026-01-31, last day 2026-01-31 is before the first; 2026-03-01",
        "2, --store store --from -1, Invalid value for option '--from': -1; want 0 or more",
        "2, --store store --limit -1, Invalid value for option '--limit'",
        "2, --store store --limit x, Invalid value for option '--limit'",
        "2, --store store --type 32768, Invalid value for option '--type': 32768; want -32768 to 32767",
        "2, --store store --format yaml, Invalid value for option '--format'",
        "2, --store store --bogus, Unknown option: '--bogus'",
        "2, --store store extra, Unmatched argument",
        "2, --store store --date 2026-03-01 --date 2026-03-01, should be specified only once",
        "2, --store nowhere:store, no provider of scheme 'nowhere'",
        "2, --store filelog:store?bogus=1, unknown option 'bogus'",
        "2, --date 2026-03-01, Missing required option: '--store",
    })
    void aMistakeIsToldInALine(int exitCode, String flags, String message) throws IOException {
        try (Program scan = Program.start(folder, ("scan " + flags).split(" "))) {
            assertThat(scan.awaitEnd()).isEqualTo(exitCode);
            assertThat(scan.out()).isEmpty();
            assertThat(scan.err())
                    .startsWith("remotelog scan: ")
                    .contains(message.replace(';', ','))
                    .doesNotContain("\tat ");
            assertThat(scan.err().lines()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "raw"})
    void aReaderThatHasSeenEnoughIsNoFailure(String format) throws IOException {
        // The reader is gone long before a JVM has started.
        String script = "\"$0\" scan --store store --format " + format + " | true; exit ${PIPESTATUS[0]}";
        try (Program shell = Program.startCommand(
                folder,
                Redirect.from(Path.of("/dev/null").toFile()),
                List.of("bash", "-c", script, Program.LAUNCHER.toString()))) {
            assertThat(shell.awaitEnd()).isZero();
            assertThat(shell.err()).isEmpty();
        }
    }

    private List<String> lines(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("scan"));
        if (!List.of(flags).contains("--store")) {
            arguments.addAll(List.of("--store", "store"));
        }
        arguments.addAll(List.of(flags));
        try (Program scan = Program.run(folder, arguments.toArray(String[]::new))) {
            assertThat(scan.err()).isEmpty();
            assertThat(scan.awaitEnd()).isZero();
            return scan.out().lines().toList();
        }
    }
}
