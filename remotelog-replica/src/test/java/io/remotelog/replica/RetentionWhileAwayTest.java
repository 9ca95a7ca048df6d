package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.Fault;
import io.remotelog.api.LogStore;
import io.remotelog.api.Retention;
import io.remotelog.api.VerifyListener;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.master.MasterTime;
import io.remotelog.master.ReplicaPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
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
        whatWasRemovedIsAGap(bytesOfNewestTwo -> Retention.ofDays(2));
    }

    @Test
    void whatWasRemovedSinceTheLogWasTooLargeIsAGapAsWell() throws Exception {
        whatWasRemovedIsAGap(Retention::ofBytes);
    }

    private void whatWasRemovedIsAGap(LongFunction<Retention> keepingTwo) throws Exception {
        history(ago(8), 5, false);
        copy("master", "replica");
        history(ago(8), 5, true);
        for (int age = 7; age >= 1; age--) {
            history(ago(age), 10, true);
        }
        Retention retention = keepingTwo.apply(bytes(2, 1));
        Master master = master("master", 0, config -> config.withRetention(retention));
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
        long bytes = bytes(3, 1);
        Master master = master("master", 0, retainOneDayFor(OptionalLong.of(bytes), "berlin"));
        assertThat(store(master).days()).containsExactly(ago(3), ago(2), ago(1), today);
        log.awaitMaster("WARN days " + List.of(ago(5), ago(4))
                + " go though the replicas [berlin] have not acked them: the log is too large");
        log.awaitMaster("WARN days " + List.of(ago(3), ago(2))
                + " are past their retention, and kept for the replicas [berlin]");
    }

    @Test
    void whatTheReplicasHaveAckedGoesWithoutAWarningWhenTheLogIsTooLarge() throws Exception {
        historyOfFiveDays();
        long bytes = bytes(3, 1);
        MasterTime time = new MasterTime();
        Retention retention = new Retention(OptionalInt.of(400), OptionalLong.of(bytes + 500_000));
        Master master = master(time, retainFor(retention, "berlin"));
        replica("berlin", port(master), named("berlin"));
        append(master, 1, 1);
        awaitIdentical("berlin", today);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> master.replicas().stream().allMatch(berlin -> berlin.lagRecords() == 0));
        master.commitData(1, ByteBuffer.allocate(500_000));
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    time.pass(HOLD_LOOKED_AT_AGAIN);
                    append(master, 1, 2);
                    return !store(master).days().contains(ago(4));
                });
        assertThat(store(master).days()).contains(ago(2), ago(1), today);
        assertThat(log.ofMaster()).noneMatch(line -> line.contains("have not acked"));
        assertThat(files("berlin").keySet()).anyMatch(name -> name.startsWith(name(ago(5))));
    }

    @Test
    void aReplicaRemovesWhatIsTooMuchWhileItsDayGrows() throws Exception {
        historyOfFiveDays();
        Master master = master("master", 0, config -> config);
        append(master, 1, 1);
        AtomicLong aheadNanos = new AtomicLong();
        LogStore store = open("replica");
        opened(Replica.start(
                store,
                named("berlin")
                        .apply(ReplicaConfig.of("127.0.0.1", port(master))
                                .withZone(Optional.of(ZONE))
                                .withRetention(Retention.ofBytes(bytes(5, 1) + 500_000))),
                () -> {},
                refusal -> {},
                Clock.systemUTC(),
                () -> System.nanoTime() + aheadNanos.get(),
                new Random(1)));
        awaitIdentical("replica", today);
        master.commitData(1, ByteBuffer.allocate(500_000));
        awaitCount("replica", today, 2);
        assertThat(store.days()).contains(ago(5));
        aheadNanos.addAndGet(Duration.ofMinutes(1).toNanos());
        await().atMost(Duration.ofSeconds(20)).until(() -> !store.days().contains(ago(5)));
        assertThat(store.days()).containsExactly(ago(4), ago(3), ago(2), ago(1), today);
        log.awaitReplica("INFO days [" + ago(5) + "] removed: ", " bytes are kept");
    }

    /** What the records of the days from one age to another take in the master's folder. */
    private long bytes(int oldest, int newest) throws IOException {
        long bytes = 0;
        try (LogStore store = open("master")) {
            for (int age = oldest; age >= newest; age--) {
                bytes += store.find(ago(age)).orElseThrow().bytes(0);
            }
        }
        return bytes;
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
        return retainFor(new Retention(OptionalInt.of(1), bytes), replicas);
    }

    private static UnaryOperator<MasterConfig> retainFor(Retention retention, String... replicas) {
        return config -> config.withRetention(retention)
                .withReplicas(new ReplicaPolicy(Set.of(replicas), Duration.ofSeconds(60)));
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
