package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.Lineage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the epochs do not tell that two logs are one, the last record has to, and nothing is taken from who knows more. */
class UnknownMasterTest extends LinkTestBase {
    private Node copyOf(Node master) throws IOException {
        Node replica = Node.replica();
        link(master, replica).run();
        assertThat(replica.content()).isEqualTo(master.content());
        return replica;
    }

    private void assertRefused(Node master, Node replica) throws IOException {
        List<String> content = replica.content();
        Optional<Lineage> lineage = replica.store.lineage();
        Link link = link(master, replica).run();
        assertThat(link.masterFailure).isInstanceOf(LinkRefusedException.class);
        assertThat(link.masterRefusal().isOfTheLog()).isTrue();
        assertThat(link.replicaRefusal()).isEqualTo(link.masterRefusal());
        assertThat(replica.content()).isEqualTo(content);
        assertThat(replica.store.lineage()).isEqualTo(lineage);
    }

    @Test
    void aMasterThatHoldsNothingAndKnowsNoEpochsIsNotTheMasterOfAReplicaWithRecords() throws IOException {
        Node master = Node.master();
        master.append(TODAY, 0, 10);
        Node replica = copyOf(master);
        assertRefused(Node.replica(), replica);
    }

    /** As a replica that serves others before its own first link. */
    @Test
    void aMasterThatKnowsNoEpochsLeavesTheReplicaItsOwn() throws IOException {
        Node master = Node.master();
        master.append(TODAY, 0, 10);
        Node replica = copyOf(master);
        Node unknown = new Node();
        unknown.copyRecords(master);
        Link link = link(unknown, replica).run();
        assertThat(link.replica).containsExactly("connected");
        assertThat(replica.store.lineage()).isEqualTo(master.store.lineage());
    }

    @Test
    void aReplicaOfUnknownLineageWhoseLastDayWasRemovedIsRefused() throws IOException {
        Node master = Node.master();
        master.append(DAY_20, 0, 10);
        Node replica = new Node();
        replica.copyRecords(master);
        replica.beReplica();
        master.append(TODAY, 0, 10);
        master.delete(DAY_20);
        assertRefused(master, replica);
    }
}
