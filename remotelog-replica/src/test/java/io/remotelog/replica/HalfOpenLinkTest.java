package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogStore;
import io.remotelog.master.Master;
import io.remotelog.protocol.link.ReplicaStatus;
import io.remotelog.protocol.sync.v2.Refusal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Links of which one side, or neither, has heard that they are over. */
class HalfOpenLinkTest extends MirroringTestBase {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final LocalDate today = LocalDate.now(ZONE);
    private final LogLines log = opened(new LogLines());

    @Test
    void bothSidesGiveUpASilentLinkWithinFifteenSecondsAndTheReplicaFindsItsWayAgain() throws Exception {
        Master master = master(0);
        Relay relay = opened(new Relay(port(master)));
        // By a name it would take the place of its old link, before the master has given that up.
        replica("replica", relay.port(), config -> config);
        append(master, 100, 1);
        awaitIdentical("replica", today);
        relay.connections().get(0).freeze();
        append(master, 100, 2);
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(log.ofMaster())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("WARN replica /127.0.0.1:")
                            .contains("link ended: nothing from the replica for "));
            assertThat(log.ofReplica())
                    .anySatisfy(line -> assertThat(line).startsWith("WARN link ended: nothing from the master for "));
        });
        awaitIdentical("replica", today);
        assertThat(relay.connections()).hasSize(2);
    }

    @Test
    void aReplicaThatDialsAnewTakesThePlaceOfItsOldLinkAtOnce() throws Exception {
        Master master = master(0);
        Relay relay = opened(new Relay(port(master)));
        replica("replica", relay.port(), HalfOpenLinkTest::named);
        append(master, 100, 1);
        awaitIdentical("replica", today);
        Relay.Connection old = relay.connections().get(0);
        old.abandonReplica();
        append(master, 100, 2);
        awaitIdentical("replica", today);
        await().atMost(BOUND).until(old::isEndedByMaster);
        assertThat(log.ofMaster())
                .noneMatch(line -> line.contains("refused") || line.contains("nothing from the replica"))
                .anyMatch(line -> line.matches("INFO replica 'berlin' has dialled anew, its link from \\S+ ends"));
        assertThat(log.ofReplica())
                .filteredOn(line -> line.startsWith("INFO linked to master "))
                .hasSize(2);
        assertThat(master.replicas()).singleElement().satisfies(status -> {
            assertThat(status.name()).isEqualTo("berlin");
            assertThat(status.linked()).isTrue();
        });
    }

    @Test
    void aNameThatAnotherReplicaHasIsRefusedUntilThatOneIsGone() throws Exception {
        Master master = master(0);
        Replica first = replica("first", port(master), HalfOpenLinkTest::named);
        append(master, 10, 1);
        awaitIdentical("first", today);
        List<Refusal> refusals = new CopyOnWriteArrayList<>();
        LogStore store = open("second");
        opened(Replica.start(
                store,
                named(ReplicaConfig.of("127.0.0.1", port(master)).withZone(Optional.of(ZONE))),
                () -> {},
                refusals::add));
        String reason = "refused: a replica named 'berlin' is linked already, from 127.0.0.1:";
        String remedy = ": give each replica a --name of its own. If that one is gone, it is forgotten after 12 s";
        log.awaitMaster("ERROR replica 'berlin' (", reason, remedy);
        log.awaitReplica("WARN " + reason, remedy);
        assertThat(refusals).extracting(Refusal::reason).containsOnly(Refusal.Reason.NAME_IN_USE);
        assertThat(store.days()).isEmpty();
        append(master, 10, 2);
        awaitIdentical("first", today);
        assertThat(master.replicas()).filteredOn(ReplicaStatus::linked).hasSize(1);
        close(first);
        awaitIdentical("second", today);
    }

    private static ReplicaConfig named(ReplicaConfig config) {
        return config.withMirroring(Mirroring.defaults().withName(Optional.of("berlin")));
    }
}
