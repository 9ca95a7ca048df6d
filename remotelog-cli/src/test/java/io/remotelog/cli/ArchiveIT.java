package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive that a machine gets: it runs where it is unpacked, and its units start what they are named after. */
class ArchiveIT {
    @TempDir
    private Path folder;

    @Test
    void itRunsWhereItIsUnpacked() throws IOException {
        Path unpacked = unpack();
        assertThat(unpacked.resolve("LICENSE")).isRegularFile();
        assertThat(unpacked.resolve("README.md")).isRegularFile();
        try (Program version = Program.startCommand(
                folder, nothing(), List.of(unpacked.resolve("bin/remotelog").toString(), "--version"))) {
            assertThat(version.awaitEnd()).as(version.err()).isZero();
            assertThat(version.out()).startsWith("remotelog ");
        }
    }

    @Test
    void itsUnitsRunAMasterAndAReplica() throws IOException {
        Path unpacked = unpack();
        try (Program master = unit(unpacked, "master", "store=m\ngrpc-port=off\nsync-port=0\n")) {
            String sync =
                    master.awaitOut("ready grpc=off sync=(\\S+) store=m\n").group(1);
            try (Program replica = unit(unpacked, "replica", "store=r\nmaster=" + sync + "\n")) {
                replica.awaitOut("ready master=" + sync + " store=r\n");
            }
        }
    }

    /** What systemd would run, in another place. */
    private Program unit(Path unpacked, String name, String properties) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".properties"), properties);
        String start = Files.readAllLines(unpacked.resolve("systemd/remotelog-" + name + ".service")).stream()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow()
                .replace("ExecStart=", "")
                .replace("/opt/remotelog", unpacked.toString())
                .replace("/etc/remotelog/" + name + ".properties", config.toString());
        return Program.startCommand(folder, nothing(), List.of(start.split(" ")));
    }

    private Path unpack() throws IOException {
        List<Path> archives;
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            archives = built.filter(path -> path.toString().endsWith(".tar.gz")).toList();
        }
        assertThat(archives).hasSize(1);
        try (Program tar = Program.startCommand(
                folder,
                nothing(),
                List.of("tar", "-xzf", archives.get(0).toAbsolutePath().toString()))) {
            assertThat(tar.awaitEnd()).as(tar.err()).isZero();
        }
        try (Stream<Path> unpacked = Files.list(folder)) {
            return unpacked.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static Redirect nothing() {
        return Redirect.from(Path.of("/dev/null").toFile());
    }
}
