package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.replica.Replica;
import io.remotelog.replica.ReplicaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished day of which the master has lost records. */
class LostIndexTest {
    private static final int INDEX_ENTRY_BYTES = 12;

    @TempDir
    private Path folder;

    private final LocalDate whole = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    private final LocalDate cut = whole.minusDays(1);

    @Test
    void aReplicaGetsWhatThereIsOfItAndDoesNotTakeItForWhole() throws IOException {
        Path place = folder.resolve("master");
        try (LogStore store = LogStores.open(place.toString());
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            fill(writer, cut);
            fill(writer, whole);
        }
        Path index = place.resolve(cut.toString().replace("-", "")).resolve("index");
        try (FileChannel channel = FileChannel.open(index, StandardOpenOption.WRITE)) {
            channel.truncate(3 * INDEX_ENTRY_BYTES);
        }
        InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        MasterConfig config = MasterConfig.defaults().withGrpcAddress(Optional.empty());
        try (LogStore store = LogStores.open(place.toString());
                Master master = Master.start(store, config.withSyncAddress(Optional.of(free)));
                LogStore copy = LogStores.open(folder.resolve("copy").toString());
                Replica replica = Replica.start(
                        copy,
                        ReplicaConfig.of(
                                        "127.0.0.1",
                                        master.syncAddress().orElseThrow().getPort())
                                .withHistoryDays(5),
                        () -> {})) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> copy.find(whole).map(LostIndexTest::isFinished).orElse(false));
            assertThat(replica.status().linked()).as("the other days go on").isTrue();
            DayLog copied = copy.find(cut).orElseThrow();
            assertThat(copied.count()).isEqualTo(3);
            assertThat(copied.isFinished()).isFalse();
        }
    }

    private static void fill(LogWriter writer, LocalDate day) throws IOException {
        writer.open(day);
        for (int i = 0; i < 5; i++) {
            writer.append((int) day.toEpochSecond(LocalTime.NOON, ZoneOffset.UTC), (short) 0, ByteBuffer.allocate(i));
        }
        writer.finish(day);
    }

    private static boolean isFinished(DayLog day) {
        try {
            return day.isFinished();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
