package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.Fault;
import io.remotelog.api.LogStore;
import io.remotelog.api.VerifyListener;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.master.MasterTime;
import io.remotelog.master.ReplicaPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A master whose retention is about to remove, or has removed, what a replica does not have yet. */
class RetentionWhileAwayTest extends MirroringTestBase {
    private static final String REMOVED = "the master removed it by its retention while the replica was away";
    private static final Duration HOLD_LOOKED_AT_AGAIN = Duration.ofSeconds(61);

    private final LocalDate today = LocalDate.now(ZONE);
    private final LogLines log = opened(new LogLines());

    @Test
    void whatWasRemovedIsNotedAndToldAndTheReplicaGoesOnBehindIt() throws Exception {
        history(ago(8), 5, false);
        copy("master", "replica");
        history(ago(8), 5, true);
        for (int age = 7; age >= 1; age--) {
            history(ago(age), 10, true);
        }
        Master master = master("master", 0, config -> config.withRetainDays(OptionalInt.of(2)));
        Replica replica = replica("replica", port(master), config -> config);
        append(master, 10, 1);
        awaitCount("replica", today, 10);

        String rest = ago(8) + " from id 5: " + REMOVED;
        String days = ago(7) + " to " + ago(3) + ": " + REMOVED;
        assertThat(gaps(store(replica))).containsExactly(rest, days);
        assertThat(store(replica).days()).containsExactly(ago(8), ago(2), ago(1), today);
        assertThat(store(replica).find(ago(8)).orElseThrow().isFinished()).isTrue();
        assertThat(files("replica")).containsAllEntriesOf(files("master"));
        for (String gap : List.of(rest, days)) {
            log.awaitReplica("WARN gap: missing here is " + gap + ". Going on with what comes after it");
            log.awaitMaster("WARN replica ", " will never get " + gap);
        }
        assertThat(notesOfVerify(store(replica))).contains("missing here: " + rest, "missing here: " + days);

        close(replica);
        Replica again = replica("replica", port(master), config -> config);
        append(master, 10, 2);
        awaitCount("replica", today, 20);
        assertThat(gaps(store(again))).as("told once").hasSize(2);
    }

    @Test
    void daysAreKeptUntilEachNamedReplicaHasAckedThem() throws Exception {
        historyOfFiveDays();
        MasterTime time = new MasterTime();
        Master master = master(time, retainOneDayFor(OptionalLong.empty(), "berlin", "paris"));
        List<LocalDate> expired = List.of(ago(5), ago(4), ago(3), ago(2));
        log.awaitMaster("WARN days " + expired
                + " are past their retention, and kept for the replicas [berlin, paris], which have not acked them");
        for (String name : List.of("berlin", "unasked")) {
            replica(name, port(master), named(name));
            awaitIdentical(name, today);
        }
        time.pass(HOLD_LOOKED_AT_AGAIN);
        append(master, 1, 1);
        assertThat(store(master).days()).as("paris has nothing yet").containsAll(expired);

        replica("paris", port(master), named("paris"));
        awaitIdentical("paris", today);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    time.pass(HOLD_LOOKED_AT_AGAIN);
                    append(master, 1, 2);
                    return store(master).days().equals(List.of(ago(1), today));
                });
        assertThat(files("paris").keySet()).anyMatch(name -> name.startsWith(name(ago(5))));
    }

    @Test
    void theOldestGoAllTheSameWhenTheLogTakesMoreThanItMay() throws Exception {
        historyOfFiveDays();
        long bytes = 0;
        try (LogStore store = open("master")) {
            for (int age = 3; age >= 1; age--) {
                bytes += store.find(ago(age)).orElseThrow().bytes(0);
            }
        }
        Master master = master("master", 0, retainOneDayFor(OptionalLong.of(bytes), "berlin"));
        assertThat(store(master).days()).containsExactly(ago(3), ago(2), ago(1), today);
        for (int age = 5; age >= 4; age--) {
            log.awaitMaster(
                    "WARN day " + ago(age) + " is removed though replicas of [berlin] have not acked it: the log"
                            + " takes more than " + bytes + " bytes");
        }
        log.awaitMaster("WARN days " + List.of(ago(3), ago(2))
                + " are past their retention, and kept for the replicas [berlin]");
    }

    private LocalDate ago(int days) {
        return today.minusDays(days);
    }

    private void historyOfFiveDays() throws IOException {
        for (int age = 5; age >= 1; age--) {
            history(ago(age), 10, true);
        }
    }

    private static UnaryOperator<MasterConfig> retainOneDayFor(OptionalLong bytes, String... replicas) {
        return config -> config.withRetainDays(OptionalInt.of(1))
                .withReplicas(new ReplicaPolicy(Set.of(replicas), bytes, Duration.ofSeconds(60)));
    }

    private static UnaryOperator<ReplicaConfig> named(String name) {
        return config ->
                config.withHistoryDays(5).withMirroring(Mirroring.defaults().withName(Optional.of(name)));
    }

    private static List<String> gaps(LogStore store) throws IOException {
        return store.gaps().stream().map(Object::toString).toList();
    }

    private static List<String> notesOfVerify(LogStore store) throws IOException {
        List<String> notes = new ArrayList<>();
        store.verify(new VerifyListener() {
            @Override
            public void fault(Fault fault) {
                notes.add("fault: " + fault);
            }

            @Override
            public void note(String note) {
                notes.add(note);
            }
        });
        return notes;
    }
}
