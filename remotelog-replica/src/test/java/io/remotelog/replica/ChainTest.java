package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.Epoch;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.master.Master;
import io.remotelog.protocol.link.ReplicaStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica that is copied from by a further one. */
class ChainTest extends MirroringTestBase {
    private final LocalDate today = LocalDate.now(ZONE);

    @Test
    void theLastOfAChainIsIdenticalToTheFirst() throws Exception {
        history(today.minusDays(2), 3_000, true);
        history(today.minusDays(1), 10, false);
        Master master = master(0);
        Replica first = first(port(master), 0);
        last(port(first));
        append(master, 2_000, 1);
        awaitIdentical("last", today);
        awaitIdentical("first", today);
        assertThat(lineage("last")).isEqualTo(lineage("master"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(first.replicas())
                        .singleElement()
                        .satisfies(last -> {
                            assertThat(last.name()).isEqualTo("last");
                            assertThat(last.lagRecords()).isZero();
                        }));
        assertThat(master.replicas()).extracting(ReplicaStatus::name).containsExactly("first");
    }

    @Test
    void itIsStillIdenticalWhenTheMasterWasRestarted() throws Exception {
        Master master = master(0);
        int port = port(master);
        Replica first = first(port, 0);
        last(port(first));
        for (int round = 1; round <= 3; round++) {
            append(master, 100, round);
            awaitIdentical("last", today);
            close(master);
            master = master(port);
        }
        append(master, 100, 4);
        awaitIdentical("last", today);
        assertThat(lineage("last")).as("with each opening of the master").isEqualTo(lineage("master"));
    }

    @Test
    void itIsStillIdenticalWhenTheOneBetweenWasRestarted() throws Exception {
        Master master = master(0);
        Replica first = first(port(master), 0);
        int port = port(first);
        last(port);
        append(master, 100, 1);
        awaitIdentical("last", today);
        close(first);
        append(master, 100, 2);
        first(port(master), port);
        append(master, 100, 3);
        awaitIdentical("last", today);
    }

    @Test
    void aReplicaOfAReplicaThatKnowsNoMasterYetFollowsOnceThatDoes() throws Exception {
        Master master = master(0);
        int port = port(master);
        close(master);
        Replica first = first(port, 0);
        last(port(first));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> first.replicas().stream().anyMatch(ReplicaStatus::linked));
        append(master(port), 100, 1);
        awaitIdentical("last", today);
    }

    private Replica first(int masterPort, int syncPort) throws IOException {
        return replica(
                "first",
                masterPort,
                config -> config.withHistoryDays(2)
                        .withMirroring(Mirroring.defaults()
                                .withName(Optional.of("first"))
                                .withSyncAddress(Optional.of(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), syncPort)))));
    }

    private void last(int port) throws IOException {
        replica(
                "last",
                port,
                config -> config.withHistoryDays(2)
                        .withMirroring(Mirroring.defaults().withName(Optional.of("last"))));
    }

    private static int port(Replica replica) {
        return replica.syncAddress().orElseThrow().getPort();
    }

    private List<Epoch> lineage(String name) throws IOException {
        try (LogStore store = LogStores.open(folder(name).toString())) {
            return store.lineage().orElseThrow().epochs();
        }
    }
}
