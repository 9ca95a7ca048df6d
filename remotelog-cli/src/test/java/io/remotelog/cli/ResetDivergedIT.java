package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replica --reset-diverged}: what is another log is kept aside, and the master is copied as far back. */
class ResetDivergedIT {
    private static final int SIGTERM_EXIT = 128 + 15;

    private final LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);

    @TempDir
    private Path folder;

    @Test
    void theFolderIsKeptAsideOnlyWhenThatIsAskedForAndTheMasterIsCopied() throws IOException {
        write("r", "of the old master");
        write("m", "of the new master");
        SortedMap<String, String> old = Folders.contents(day("r"));
        try (LogStore store = LogStores.open(folder.resolve("m").toString());
                Master master = master(store)) {
            String at = "127.0.0.1:" + master.syncAddress().orElseThrow().getPort();
            String command = "replica --store r --master " + at;
            try (Program replica = Program.start(folder, command.split(" "))) {
                replica.awaitErr("refused: the two logs have no beginning in common: they are not the same log. ");
                replica.awaitErr("start the replica with --reset-diverged (its folder is kept aside)");
                assertThat(replica.isAlive()).isTrue();
                replica.terminate();
                assertThat(replica.awaitEnd()).isEqualTo(SIGTERM_EXIT);
                assertThat(replica.out()).isEmpty();
            }
            assertThat(Folders.contents(day("r"))).isEqualTo(old);
            assertThat(folder.resolve("r.diverged-1")).doesNotExist();

            try (Program replica = Program.start(folder, (command + " --reset-diverged").split(" "))) {
                replica.awaitErr("the replica's folder is kept as ");
                replica.awaitOut("^replica ready master=" + at + " store=r\n");
                await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(day("r").resolve("finish")));
                replica.terminate();
                assertThat(replica.awaitEnd()).isEqualTo(SIGTERM_EXIT);
            }
            assertThat(Folders.contents(day("r.diverged-1"))).isEqualTo(old);
            assertThat(first("r")).isEqualTo("of the new master");
        }
    }

    @Test
    void aReplicaThatWasKilledWhenItHadJustBeenResetGoesAsFarBack() throws IOException {
        write("m", "of the new master");
        write("r.diverged-1", "of the old master");
        // Reset once more before it had a day.
        Files.createDirectory(folder.resolve("r.diverged-2"));
        try (LogStore store = LogStores.open(folder.resolve("m").toString());
                Master master = master(store)) {
            String at = "127.0.0.1:" + master.syncAddress().orElseThrow().getPort();
            try (Program replica = Program.start(
                    folder, ("replica --store r --reset-diverged --history-days 1 --master " + at).split(" "))) {
                replica.awaitErr("copying the master from 2 days before today on");
                await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(day("r").resolve("finish")));
            }
            assertThat(first("r")).isEqualTo("of the new master");
        }
    }

    private static Master master(LogStore store) throws IOException {
        return Master.start(
                store,
                MasterConfig.defaults()
                        .withGrpcAddress(Optional.empty())
                        .withSyncAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
    }

    private Path day(String name) {
        return folder.resolve(name).resolve(day.toString().replace("-", ""));
    }

    private void write(String name, String text) throws IOException {
        try (LogStore store = LogStores.open(folder.resolve(name).toString());
                var writer = store.writer(ZoneOffset.UTC)) {
            writer.open(day);
            writer.append(1, (short) 1, ByteBuffer.wrap(text.getBytes(UTF_8)));
            writer.commit();
            writer.finish(day);
        }
    }

    private String first(String name) throws IOException {
        try (LogStore store = LogStores.open(folder.resolve(name).toString());
                var cursor = store.find(day).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            return UTF_8.decode(cursor.payload().duplicate()).toString();
        }
    }
}
