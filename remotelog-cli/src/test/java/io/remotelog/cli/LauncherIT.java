package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The assembled {@code bin/remotelog} itself. */
class LauncherIT {
    @TempDir
    private Path folder;

    @Test
    void worksThroughALinkFromAFolderAndForAFileWithSpaces() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("a link"), Program.LAUNCHER);
        Path elsewhere = Files.createDirectory(folder.resolve("else where"));
        Folders.golden(elsewhere.resolve("the store"));
        try (Program scan = Program.startCommand(
                elsewhere,
                Redirect.PIPE,
                List.of(link.toString(), "scan", "--store", "the store", "--date", "2026-03-01", "--format", "raw"))) {
            assertThat(scan.awaitEnd()).as(scan.err()).isZero();
            assertThat(scan.out()).isEqualTo("before restart\nafter restart\n");
        }
    }

    @Test
    void aClosedStandardInputIsAnEmptyOne() throws IOException {
        try (Program master =
                Program.start(folder, "master", "--store", "log", "--grpc-port", "0", "--sync-port", "0")) {
            String address = master.awaitOut("grpc=([^ ]+) ").group(1);
            try (Program send = Program.startCommand(
                    folder,
                    Redirect.PIPE,
                    List.of(
                            "sh",
                            "-c",
                            "exec \"$0\" send --master \"$1\" <&-",
                            Program.LAUNCHER.toString(),
                            address))) {
                assertThat(send.awaitEnd()).as(send.err()).isZero();
                assertThat(send.out()).isEqualTo("sent 0 records\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "scan --help"})
    void helpHasExamples(String arguments) throws IOException {
        try (Program help = Program.run(folder, arguments.split(" "))) {
            assertThat(help.awaitEnd()).isZero();
            assertThat(help.out()).startsWith("Usage: remotelog").contains("Examples:\n  remotelog ");
            assertThat(help.err()).isEmpty();
        }
    }

    @Test
    void withoutACommandTheUsageIsPrinted() throws IOException {
        try (Program program = Program.run(folder)) {
            assertThat(program.awaitEnd()).isEqualTo(2);
            assertThat(program.err()).contains("Usage: remotelog", "master", "replica", "send", "scan", "demo");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void theDemoShowsTwoIdenticalFolders() throws IOException {
        Files.writeString(folder.resolve("lines"), "one\ntwo\nthree\n");
        try (Program demo = Program.run(folder, "demo", "lines")) {
            assertThat(demo.awaitEnd()).as(demo.err()).isZero();
            assertThat(demo.out()).contains("records    3,", "identical  2 files", "scan --store", "rm -r ");
            Path master = Path.of(demo.out().replaceAll("(?s).*\nmaster     ([^\n]*)\n.*", "$1"));
            try (Program remove = Program.startCommand(
                    folder,
                    Redirect.PIPE,
                    List.of("sh", "-c", demo.out().lines().reduce("", (a, last) -> last)))) {
                assertThat(remove.awaitEnd()).isZero();
            }
            assertThat(master.getParent()).doesNotExist();
        }
    }
}
