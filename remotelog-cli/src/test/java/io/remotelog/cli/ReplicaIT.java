package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replica}: its one line, and what it does without a master. */
class ReplicaIT {
    private static final int SIGTERM_EXIT = 128 + 15;

    @TempDir
    private Path folder;

    @Test
    void goesOnTryingUntilTheMasterIsThere() throws IOException {
        int port = freePort();
        try (Program replica = Program.start(folder, "replica", "--master", "127.0.0.1:" + port, "--store", "r")) {
            replica.awaitErr("cannot reach master 127.0.0.1:" + port);
            assertThat(replica.out()).isEmpty();
            try (Program master = master(port)) {
                master.awaitOut("ready");
                replica.awaitOut("^replica ready master=127\\.0\\.0\\.1:" + port + " store=r\n");
            }
            replica.awaitErr("trying again");
            try (Program again = master(port)) {
                again.awaitOut("ready");
            }
            replica.terminate();
            assertThat(replica.awaitEnd()).isEqualTo(SIGTERM_EXIT);
            assertThat(replica.out().lines()).hasSize(1);
            assertThat(replica.err()).endsWith("stopped\n").doesNotContain("\tat ");
        }
    }

    @Test
    void anotherSendFlagIsToldAndNothingIsMirrored() throws IOException {
        int port = freePort();
        try (Program master = master(port);
                Program replica = Program.start(
                        folder, ("replica --store r --send-flag 7 --master 127.0.0.1:" + port).split(" "))) {
            master.awaitErr("send flag");
            replica.awaitErr("trying again");
            assertThat(replica.out()).isEmpty();
        }
    }

    @Test
    void theOldestDaysGoWhenItsLogTakesMoreThanItMay() throws IOException {
        Path store = Folders.golden(folder.resolve("r"));
        String dead = "replica --store r --master 127.0.0.1:" + freePort() + " --retain-bytes ";
        try (Program replica = Program.start(folder, (dead + 100_000).split(" "))) {
            replica.awaitErr("cannot reach master");
            assertThat(store.resolve("20260131")).exists();
        }
        // The newer day, which is mirrored, takes 47 bytes.
        try (Program replica = Program.start(folder, (dead + 47).split(" "))) {
            replica.awaitErr("cannot reach master");
            assertThat(replica.err()).contains("days [2026-01-31] removed: 47 bytes are kept");
            assertThat(store.resolve("20260131")).doesNotExist();
            assertThat(store.resolve("20260301")).exists();
        }
    }

    @Test
    void theReadyLineTellsThePortThatFurtherReplicasDial() throws IOException {
        int port = freePort();
        try (Program master = master(port);
                Program first = Program.start(
                        folder, ("replica --store r --sync-port 0 --master 127.0.0.1:" + port).split(" "))) {
            master.awaitOut("ready");
            String sync = first.awaitOut("^replica ready master=127\\.0\\.0\\.1:" + port
                            + " sync=(127\\.0\\.0\\.1:[1-9][0-9]*) store=r\n")
                    .group(1);
            try (Program last = Program.start(folder, "replica", "--store", "l", "--master", sync)) {
                last.awaitOut("^replica ready master=" + sync + " store=l\n");
            }
        }
    }

    private Program master(int port) throws IOException {
        return Program.start(folder, ("master --store m --grpc-port off --sync-port " + port).split(" "));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
