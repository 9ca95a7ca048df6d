package io.remotelog.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.Position;
import io.remotelog.master.Master;
import io.remotelog.master.MasterTime;
import io.remotelog.master.ReplicaPolicy;
import io.remotelog.protocol.link.ReplicaStatus;
import io.remotelog.protocol.security.ServerSecurity;
import io.remotelog.protocol.security.Token;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

/** What a master tells of its replicas: in its log, and to who asks. */
class ReplicaStatusTest extends MirroringTestBase {
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** Longer than the master's looks at the lag are apart, and shorter than silence. */
    private static final Duration A_LOOK = Duration.ofSeconds(6);

    private final LocalDate today = LocalDate.now(ZONE);
    private final LogLines log = opened(new LogLines());

    @Test
    void aLinkAndEachFinishedDayAreALineOnBothSides() throws Exception {
        history(today.minusDays(2), 20, true);
        history(today.minusDays(1), 10, true);
        Master master = master(0);
        Replica replica =
                replica("replica", port(master), config -> named(config).withHistoryDays(2));
        append(master, 5, 1);
        awaitIdentical("replica", today);
        close(replica);
        log.awaitMaster("INFO replica 'berlin' (", " gone");
        assertThat(log.ofMaster())
                .filteredOn(line -> line.contains("replica"))
                .map(line -> line.replaceAll("\\(/.*?\\)", "(ADDRESS)"))
                .containsExactly(
                        "INFO replica 'berlin' (ADDRESS) linked by version 2, from " + today.minusDays(2) + "/0",
                        "INFO replica 'berlin' (ADDRESS) has been sent all of day " + today.minusDays(2)
                                + ": 20 records",
                        "INFO replica 'berlin' (ADDRESS) has been sent all of day " + today.minusDays(1)
                                + ": 10 records",
                        "INFO replica 'berlin' (ADDRESS) gone");
        assertThat(log.ofReplica())
                .containsExactly(
                        "INFO linked to master 127.0.0.1:" + port(master) + ", mirroring from " + today.minusDays(2)
                                + "/0",
                        "INFO mirroring day " + today.minusDays(2) + " from id 0",
                        "INFO day " + today.minusDays(2) + " finished",
                        "INFO mirroring day " + today.minusDays(1) + " from id 0",
                        "INFO day " + today.minusDays(1) + " finished",
                        "INFO mirroring day " + today + " from id 0");
    }

    @Test
    void whoeverIsRefusedForWantOfTheTokenIsToldOfOnce() throws Exception {
        Path file = Files.writeString(folder("token"), "0123456789abcdef0123456789abcdef");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Token token = Token.read(file);
        Master master = master("master", 0, config -> config.withSecurity(ServerSecurity.NONE.withToken(token)));
        for (String name : List.of("a", "b", "c")) {
            Replica stranger = replica(name, port(master), config -> config);
            await().until(() -> stranger.status().refusal().isPresent());
            close(stranger);
        }
        assertThat(log.ofMaster())
                .filteredOn(line -> line.contains("refused"))
                .singleElement()
                .asString()
                .contains("token");
    }

    @Test
    void theLagIsToldInRecordsBytesAndTimeByName() throws Exception {
        MasterTime time = new MasterTime();
        Master master = master(time, config -> config);
        Relay relay = opened(new Relay(port(master)));
        replica("replica", relay.port(), ReplicaStatusTest::named);
        append(master, 3, 1);
        awaitStatus(master, status -> assertThat(status.acked()).contains(new Position(today, 3)));
        ReplicaStatus current = status(master);
        assertThat(current.name()).isEqualTo("berlin");
        assertThat(current.linked()).isTrue();
        assertThat(current.address()).startsWith("127.0.0.1:");
        assertThat(List.of(current.lagRecords(), current.lagBytes())).containsExactly(0L, 0L);
        assertThat(current.lag()).isZero();

        relay.connections().get(0).freeze();
        for (int i = 0; i < 4; i++) {
            master.commitData(7, ByteBuffer.wrap("100 bytes".repeat(10).getBytes(UTF_8)));
        }
        time.pass(A_LOOK);
        ReplicaStatus behind = status(master);
        assertThat(behind.acked()).contains(new Position(today, 3));
        // Ten bytes are the header of a record in its file.
        assertThat(List.of(behind.lagRecords(), behind.lagBytes())).containsExactly(4L, 400L);
        assertThat(behind.lag()).isBetween(A_LOOK, A_LOOK.plus(BOUND));

        relay.connections().get(0).thaw();
        awaitStatus(master, status -> assertThat(status.lagRecords()).isZero());
    }

    @Test
    void aReplicaThatIsGoneIsKnownByItsNameAndLagsOn() throws Exception {
        Master master = master(0);
        Replica replica = replica("replica", port(master), ReplicaStatusTest::named);
        replica("nameless", port(master), config -> config);
        append(master, 3, 1);
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(master.replicas())
                        .hasSize(2)
                        .allSatisfy(status -> assertThat(status.acked()).contains(new Position(today, 3))));
        close(replica);
        append(master, 5, 2);
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(master.replicas())
                        .filteredOn(status -> status.name().equals("berlin"))
                        .singleElement()
                        .satisfies(status -> {
                            assertThat(status.linked()).isFalse();
                            assertThat(status.lagRecords()).isEqualTo(5);
                        }));
        assertThat(master.replicas())
                .filteredOn(ReplicaStatus::linked)
                .singleElement()
                .satisfies(status -> assertThat(status.name()).startsWith("@127.0.0.1:"));
    }

    @Test
    void aLagAboveTheThresholdIsToldAndItsEndToo() throws Exception {
        MasterTime time = new MasterTime();
        Master master = master(time, config -> config.withReplicas(new ReplicaPolicy(Set.of(), Duration.ofSeconds(5))));
        Relay relay = opened(new Relay(port(master)));
        replica("replica", relay.port(), ReplicaStatusTest::named);
        append(master, 3, 1);
        awaitStatus(master, status -> assertThat(status.acked()).contains(new Position(today, 3)));
        relay.connections().get(0).freeze();
        append(master, 2, 2);
        time.pass(A_LOOK);
        log.awaitMaster(
                "WARN replica 'berlin' (",
                " lags by ",
                " s, 2 records, ",
                " bytes: it has acked up to " + today + "/3");
        relay.connections().get(0).thaw();
        awaitStatus(master, status -> assertThat(status.lagRecords()).isZero());
        time.pass(A_LOOK);
        log.awaitMaster("INFO replica 'berlin' (", " has caught up");
    }

    private static ReplicaConfig named(ReplicaConfig config) {
        return config.withMirroring(Mirroring.defaults().withName(Optional.of("berlin")));
    }

    private static ReplicaStatus status(Master master) throws IOException {
        return master.replicas().get(0);
    }

    private static void awaitStatus(Master master, ThrowingConsumer<ReplicaStatus> condition) {
        await().atMost(BOUND)
                .untilAsserted(
                        () -> assertThat(master.replicas()).singleElement().satisfies(condition));
    }
}
