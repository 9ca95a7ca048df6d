package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scan --master}, of a master in another process. */
class RemoteScanIT {
    @TempDir
    private Path folder;

    private Program master;
    private String address;

    @BeforeEach
    void startMaster() throws Exception {
        Folders.golden(folder.resolve("s"));
        TestCa.write(folder.resolve("token"), "0123456789abcdef0123456789abcdef");
        master = master("0");
        address = master.awaitOut("grpc=(\\S+)").group(1);
    }

    @AfterEach
    void stopMaster() throws IOException {
        master.close();
    }

    @Test
    void itPrintsWhatTheFolderHasByteForByte() throws IOException {
        List<List<String>> flags = List.of(
                List.of("--format", "text"),
                List.of("--format", "json"),
                List.of("--format", "raw"),
                List.of(
                        "--date",
                        "2026-01-31",
                        "--to-date",
                        "2026-03-01",
                        "--from",
                        "3",
                        "--type",
                        "1201",
                        "--limit",
                        "2"),
                List.of("--date", "2026-03-01", "--from", "3"));
        for (List<String> each : flags) {
            // Both at a time: a process takes half a second to start.
            try (Program store = scan(List.of("--store", "s"), each);
                    Program remote = scan(List.of("--master", address, "--token-file", "token"), each)) {
                assertThat(remote.awaitEnd()).as("%s: %s", each, remote.err()).isEqualTo(store.awaitEnd());
                assertThat(remote.outBytes()).as(each.toString()).isEqualTo(store.outBytes());
                assertThat(remote.err()).as(each.toString()).isEqualTo(store.err());
            }
        }
    }

    @Test
    void itFollowsThroughARestartOfTheMaster() throws IOException {
        try (Program scan = scan(
                List.of("--master", address, "--token-file", "token"),
                List.of("--follow", "--format", "raw", "--limit", "2", "--type", "5"))) {
            send("one");
            scan.awaitOut("one\n");
            master.kill();
            scan.awaitErr("remotelog scan: lost master " + address);
            master.close();
            master = master(address.substring(address.lastIndexOf(':') + 1));
            master.awaitOut("ready");
            send("two");
            assertThat(scan.awaitEnd()).isZero();
            assertThat(scan.out()).isEqualTo("one\ntwo\n");
            assertThat(scan.err().lines().toList())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("remotelog scan: lost master " + address),
                            line -> assertThat(line).startsWith("remotelog scan: the master is back: goes on from 2"));
        }
    }

    @Test
    void aFailureIsALineAndExitCodeOne() throws IOException {
        try (Program stranger = scan(List.of("--master", address), List.of());
                Program nobody = scan(List.of("--master", "127.0.0.1:1"), List.of("--follow"))) {
            assertFailure(stranger, "UNAUTHENTICATED: the call shows no token");
            assertFailure(nobody, "cannot reach master 127.0.0.1:1 (Connection refused)");
        }
    }

    private static void assertFailure(Program scan, String message) {
        assertThat(scan.awaitEnd()).isEqualTo(1);
        assertThat(scan.out()).isEmpty();
        assertThat(scan.err()).startsWith("remotelog scan: ").contains(message);
        assertThat(scan.err().lines()).hasSize(1);
    }

    private Program master(String grpcPort) throws IOException {
        return Program.start(
                folder,
                ("master --store s --zone UTC --token-file token --sync-port 0 --grpc-port " + grpcPort).split(" "));
    }

    private Program scan(List<String> source, List<String> flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("scan"));
        arguments.addAll(source);
        arguments.addAll(flags);
        return Program.start(folder, arguments.toArray(String[]::new));
    }

    private void send(String line) throws IOException {
        Files.write(folder.resolve("line"), (line + "\n").getBytes(UTF_8));
        try (Program send =
                Program.run(folder, "send", "--master", address, "--token-file", "token", "--type", "5", "line")) {
            assertThat(send.awaitEnd()).as(send.err()).isZero();
        }
    }
}
