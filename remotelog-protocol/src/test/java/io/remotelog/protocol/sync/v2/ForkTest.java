package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.Lineage;
import io.remotelog.api.Position;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logs that cannot go on from each other, and those that can although something happened. */
class ForkTest extends LinkTestBase {
    private Node master;
    private Node replica;

    @BeforeEach
    void begin() throws IOException {
        master = Node.master();
        master.append(DAY_21, 0, 5);
        master.finish(DAY_21);
        master.append(TODAY, 5, 10);
        replica = Node.replica();
    }

    private void refused(Node masterNode, Node replicaNode, Refusal.Reason reason, String why) throws IOException {
        List<String> ofMaster = masterNode.content();
        List<String> ofReplica = replicaNode.content();
        Lineage before = replicaNode.store.lineage().orElseThrow();
        Link link = link(masterNode, replicaNode).run();
        assertThat(link.masterRefusal()).isEqualTo(link.replicaRefusal());
        assertThat(link.replicaRefusal().reason()).isEqualTo(reason);
        assertThat(link.replicaRefusal().isOfTheLog()).isTrue();
        assertThat(link.replicaRefusal().text())
                .contains(why)
                .contains("Nothing was changed")
                .contains("--reset-diverged", "start a master on the replica's folder");
        assertThat(link.masterEnd.isLinked()).isFalse();
        assertThat(masterNode.content()).isEqualTo(ofMaster);
        assertThat(replicaNode.content()).isEqualTo(ofReplica);
        assertThat(replicaNode.store.lineage()).contains(before);
    }

    private void linked(Node masterNode, Node replicaNode) throws IOException {
        Link link = link(masterNode, replicaNode).run();
        assertThat(link.masterFailure).isNull();
        assertThat(link.replicaFailure).isNull();
        assertThat(replicaNode.content()).isEqualTo(masterNode.content());
        assertThat(replicaNode.store.lineage().orElseThrow().epochs())
                .isEqualTo(masterNode.store.lineage().orElseThrow().epochs());
        assertThat(replicaNode.store.lineage().orElseThrow().logId())
                .isEqualTo(masterNode.store.lineage().orElseThrow().logId());
    }

    @Test
    void aReplicaThatIsAheadIsRefused() throws IOException {
        linked(master, replica);
        master.store.durable.put(TODAY, 9L);
        refused(master, replica, Refusal.Reason.AHEAD, "2026-11-22/9, but the master has 9 durable records");
    }

    @Test
    void aReplicaWhoseUnfinishedDayIsAheadIsRefused() throws IOException {
        Node copy = Node.cloneOf(master);
        Node longer = new Node();
        longer.beReplica();
        longer.append(DAY_20, 0, 3);
        longer.append(TODAY, 5, 10);
        longer.adopt(master.store.lineage().orElseThrow());
        longer.beReplica();
        copy.append(DAY_20, 0, 2);
        copy.beMaster();
        refused(copy, longer, Refusal.Reason.AHEAD, "2026-11-20/2");
    }

    @Test
    void aReplicaWithADayThatTheMasterDoesNotHaveYetIsRefused() throws IOException {
        linked(master, replica);
        replica.append(TOMORROW, 0, 1);
        replica.beReplica();
        refused(master, replica, Refusal.Reason.AHEAD, "2026-11-23/0");
    }

    @Test
    void aMasterThatWasBuiltAnewOfTheSameRecordsIsAnotherLog() throws IOException {
        linked(master, replica);
        Node rebuilt = new Node();
        rebuilt.copyRecords(master);
        rebuilt.beMaster();
        rebuilt.append(TODAY, 15, 1);
        assertThat(rebuilt.content().get(0)).isEqualTo(replica.content().get(0));
        refused(rebuilt, replica, Refusal.Reason.DIVERGED, "no beginning in common");
    }

    @Test
    void aCloneThatWentOnAndAnOriginalThatWentOnAreTwoLogs() throws IOException {
        Node clone = Node.cloneOf(master);
        clone.beMaster();
        clone.append(TODAY, 100, 3);
        master.beMaster();
        master.append(TODAY, 200, 3);
        clone.beReplica();
        refused(master, clone, Refusal.Reason.DIVERGED, "another writer appended");
    }

    @Test
    void aCopyOfTheOriginalDoesNotGoOnFromAClone() throws IOException {
        Node clone = Node.cloneOf(master);
        clone.beMaster();
        clone.append(TODAY, 100, 30);
        master.append(TODAY, 200, 3);
        linked(master, replica);
        refused(clone, replica, Refusal.Reason.DIVERGED, "the master lost them, or was set back");
    }

    @Test
    void aMasterThatWasSetBackIsRefusedEvenIfItHasAsManyRecordsAgain() throws IOException {
        Node backup = Node.cloneOf(master);
        master.append(TODAY, 15, 3);
        linked(master, replica);
        backup.beMaster();
        backup.append(TODAY, 15, 30);
        refused(backup, replica, Refusal.Reason.DIVERGED, "2026-11-22/10");
    }

    @Test
    void aMasterThatLostWholeDaysIsRefusedThoughItsNewEpochIsLater() throws IOException {
        Node backup = Node.cloneOf(master);
        backup.append(TODAY, 15, 0);
        master.finish(TODAY);
        goToTomorrow();
        master.append(TOMORROW, 0, 2);
        linked(master, replica);
        LocalDate later = TOMORROW.plusDays(1);
        goTo(later);
        backup.beMaster();
        backup.append(later, 0, 3);
        refused(backup, replica, Refusal.Reason.AHEAD, "2026-11-23/1");
    }

    @Test
    void aReplicaOfWhatTheMasterRemovedLongAgoIsNotAhead() throws IOException {
        linked(master, replica);
        goToTomorrow();
        master.finish(TODAY);
        master.append(TOMORROW, 15, 1);
        master.delete(DAY_21);
        master.delete(TODAY);
        Link link = link(master, replica).run();
        assertThat(link.replicaFailure).isNull();
        assertThat(replica.store.find(TOMORROW).orElseThrow().count()).isEqualTo(1);
    }

    @Test
    void aPromotedReplicaIsFollowedByTheOldMasterAndByTheOthersUnlessTheyAreAhead() throws IOException {
        linked(master, replica);
        Node other = Node.replica();
        linked(master, other);
        replica.beMaster();
        replica.append(TODAY, 15, 4);
        linked(replica, other);
        master.beReplica();
        linked(replica, master);
    }

    @Test
    void anOldMasterWithRecordsThatItsSuccessorNeverGotIsRefused() throws IOException {
        linked(master, replica);
        master.append(TODAY, 15, 1);
        replica.beMaster();
        replica.append(TODAY, 100, 4);
        master.beReplica();
        refused(replica, master, Refusal.Reason.DIVERGED, "2026-11-22/10");
    }

    @Test
    void aPromotedReplicaThatHasAppendedNothingRefusesAnOldMasterThatIsAhead() throws IOException {
        linked(master, replica);
        master.append(TODAY, 15, 1);
        replica.beMaster();
        master.beReplica();
        refused(replica, master, Refusal.Reason.AHEAD, "2026-11-22/10");
    }

    @Test
    void aCopyOfAnUnknownLogIsAdoptedIfItsLastRecordIsTheSame() throws IOException {
        replica.copyRecords(master);
        replica.beReplica();
        assertThat(replica.store.lineage().orElseThrow().epochs()).isEmpty();
        master.append(TODAY, 15, 3);
        linked(master, replica);
    }

    @Test
    void aCopyOfAnUnknownLogIsRefusedIfItsLastRecordIsAnotherOne() throws IOException {
        replica.append(TODAY, 6, 10);
        replica.beReplica();
        master.append(TODAY, 15, 3);
        refused(master, replica, Refusal.Reason.DIVERGED, "record 2026-11-22/9 is another one on the two sides");
    }

    @Test
    void aMasterThatNotesNoLineageIsFollowedByTheLastRecordAlone() throws IOException {
        master.store.notesLineage = false;
        Link link = link(master, replica).run();
        assertThat(link.replica).doesNotContain("lineage changed");
        assertThat(replica.content()).isEqualTo(master.content());
        assertThat(link(master, replica).run().replicaFailure).isNull();
    }

    @Test
    void anEpochThatBeganInTheMiddleOfADayIsTakenOver() throws IOException {
        linked(master, replica);
        master.append(TODAY, 15, 1);
        master.beMaster();
        master.append(TODAY, 16, 2);
        master.beMaster();
        master.append(TODAY, 18, 2);
        assertThat(master.store.lineage().orElseThrow().epochs()).hasSize(3);
        linked(master, replica);
        linked(master, replica);
    }

    @Test
    void aReplicaThatHoldsNothingFollowsAnotherLog() throws IOException {
        Node other = Node.master();
        replica.adopt(other.store.lineage().orElseThrow());
        Link link = link(master, replica).run();
        assertThat(link.replica).contains("lineage changed");
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void aMasterWhoseLastSharedRecordIsCorruptIsNoOtherLog() throws IOException {
        linked(master, replica);
        master.store.corrupt.add(new Position(TODAY, 9));
        master.append(TODAY, 15, 3);
        Link link = link(master, replica).run();
        assertThat(link.replicaFailure).isNull();
        master.store.corrupt.clear();
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void aCopyOfAnUnknownLogIsNotAdoptedByACorruptRecord() throws IOException {
        replica.copyRecords(master);
        replica.beReplica();
        master.store.corrupt.add(new Position(TODAY, 9));
        Link link = link(master, replica).run();
        assertThat(link.masterFailure).hasMessageContaining("2026-11-22/9").hasMessageContaining("corrupt");
        assertThat(link.masterFailure).isNotInstanceOf(LinkRefusedException.class);
        assertThat(link.replica).isEmpty();
    }

    @Test
    void theReplicaRefusesAMasterThatNamesAnotherCommonEpoch() throws IOException {
        linked(master, replica);
        Lineage lineage = master.store.lineage().orElseThrow();
        ReplicaEnd end = new ReplicaEnd(replica.mirror, replica.identity(), clock, Proof.nonce(), new SilentListener());
        Welcome welcome = new Welcome(
                Optional.empty(),
                false,
                Optional.of(lineage.logId()),
                ZoneOffset.UTC,
                Optional.of(new UUID(7, 7)),
                List.of());
        assertThatThrownBy(() -> end.receive(new Message.Welcomes(welcome)))
                .isInstanceOf(LinkRefusedException.class)
                .hasMessageContaining("names another common epoch")
                .hasMessageContaining("Nothing was changed");
        assertThat(replica.store.lineage()).contains(lineage);
    }
}
