package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.Epoch;
import io.remotelog.master.Master;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Replicas that hold what their master does not have, and masters that go on from a replica's log. */
class DivergedReplicaTest extends MirroringTestBase {
    private static final String REMEDY =
            "Nothing was changed. To copy this master from the replica's oldest day on, start the replica"
                    + " with --reset-diverged (its folder is kept aside); to go on from the replica's log, start a master on the"
                    + " replica's folder";

    private final LocalDate today = LocalDate.now(ZONE);
    private final LogLines log = opened(new LogLines());

    @Test
    void aReplicaThatIsAheadOfAMasterThatWasSetBackIsRefused() throws Exception {
        Master master = master(0);
        append(master, 50, 1);
        copy("master", "older");
        append(master, 50, 2);
        mirrorAndStop(master);
        refuses(
                "older",
                "the master's log went on from " + today + "/50 when it was opened anew, but the replica has records"
                        + " up to " + today + "/100 from before: the master lost them, or was set back");
    }

    @Test
    void aReplicaIsNotCopiedFromACloneThatWentOnByItselfWithTheSameRecords() throws Exception {
        LocalDate day = today.minusDays(1);
        history("master", day, 50, false);
        copy("master", "clone");
        history("master", day, 20, true);
        history("clone", day, 20, true);
        assertThat(files("clone")).isEqualTo(files("master"));
        mirrorAndStop(master(0));
        refuses(
                "clone",
                "the replica's log has records from " + day + "/50 on that another writer appended, in an epoch that"
                        + " the master does not know");
    }

    @Test
    void aMasterThatWasBuiltAnewOfTheSameRecordsIsAnotherLog() throws Exception {
        history("master", today.minusDays(1), 50, true);
        history("rebuilt", today.minusDays(1), 50, true);
        mirrorAndStop(master(0));
        refuses("rebuilt", "the two logs have no beginning in common: they are not the same log");
    }

    @Test
    void aMasterThatBeginsAnewIsNotCopiedOverWhatAReplicaHas() throws Exception {
        Master master = master(0);
        append(master, 50, 1);
        mirrorAndStop(master);
        refuses("new", "the two logs have no beginning in common: they are not the same log");
    }

    @Test
    void aMasterOnAReplicasFolderBeginsAnEpochThatTheOthersFollow() throws Exception {
        Master master = master(0);
        int port = port(master);
        append(master, 50, 1);
        Replica first = replica("first", port, config -> config);
        Replica second = replica("second", port, config -> config);
        awaitCount("first", today, 50);
        awaitCount("second", today, 50);
        List<Epoch> before = store(master).lineage().orElseThrow().epochs();
        close(master);
        close(first);
        // The second one stays, and finds the new master at the old one's place.
        Master promoted = master("first", port, config -> config);
        List<Epoch> after = store(promoted).lineage().orElseThrow().epochs();
        assertThat(after).startsWith(before.toArray(Epoch[]::new)).hasSize(before.size() + 1);
        append(promoted, 50, 2);
        awaitIdentical("first", "second", today);
        assertThat(store(second).lineage().orElseThrow().epochs()).isEqualTo(after);
        replica("master", port, config -> config);
        awaitIdentical("first", "master", today);
    }

    /** Has a replica copy all of a master, and closes both. */
    private void mirrorAndStop(Master master) throws Exception {
        Replica replica = replica("replica", port(master), config -> config.withHistoryDays(1));
        awaitIdentical("replica", today);
        close(replica);
        close(master);
    }

    /** Starts a master on another folder, which tells the replica why it does not get on, and changes nothing of it. */
    private void refuses(String other, String reason) throws IOException {
        Map<String, ByteBuffer> before = files("replica");
        log.forget();
        Master master = master(other, 0, config -> config);
        Map<String, ByteBuffer> ofOther = files(other);
        replica("replica", port(master), config -> config);
        log.awaitMaster("ERROR replica", " refused: " + reason + ". " + REMEDY);
        log.awaitReplica("WARN refused: " + reason + ". " + REMEDY);
        assertThat(files("replica")).isEqualTo(before);
        assertThat(files(other)).isEqualTo(ofOther);
    }
}
