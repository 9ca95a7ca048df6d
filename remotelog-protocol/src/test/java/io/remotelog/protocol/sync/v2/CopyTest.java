package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica gets while nothing goes wrong. */
class CopyTest extends LinkTestBase {
    private Node master;
    private Node replica;

    @BeforeEach
    void begin() throws IOException {
        master = Node.master();
        replica = Node.replica();
    }

    @Test
    void daysAreCopiedAndFinishedEmptyOnesToo() throws IOException {
        master.append(DAY_20, 0, 3);
        master.finish(DAY_20);
        master.append(DAY_21, 0, 0);
        master.finish(DAY_21);
        master.append(TODAY, 3, 2000);
        Link link = link(master, replica).run();
        assertThat(replica.content()).isEqualTo(master.content());
        assertThat(replica.store.lineage()).isEqualTo(master.store.lineage());
        assertThat(link.master)
                .contains("admit berlin", "finished 2026-11-20 of 3", "finished 2026-11-21 of 0")
                .endsWith("acked 2026-11-22/2000", "needs 2026-11-22");
        assertThat(link.replica)
                .containsExactly("lineage changed", "connected", "finished 2026-11-20", "finished 2026-11-21");
    }

    @Test
    void liveRecordsFollowAndTheDayIsFinishedWhenTheMasterFinishesIt() throws IOException {
        master.append(TODAY, 0, 1);
        Link link = link(master, replica).run();
        master.append(TODAY, 1, 2);
        link.run();
        assertThat(replica.content()).isEqualTo(master.content());
        goToTomorrow();
        master.finish(TODAY);
        master.append(TOMORROW, 3, 1);
        link.run();
        assertThat(replica.content()).isEqualTo(master.content());
        assertThat(link.master).endsWith("acked 2026-11-23/1", "needs 2026-11-23");
    }

    @Test
    void anEmptyReplicaBeginsAsManyDaysBackAsItWants() throws IOException {
        master.append(DAY_20, 0, 1);
        master.append(DAY_21, 1, 1);
        master.append(TODAY, 2, 1);
        replica.historyDays = 1;
        Link link = link(master, replica).run();
        assertThat(replica.store.days()).containsExactly(DAY_21, TODAY);
        assertThat(link.master).contains("linked from 2026-11-21/0");
        assertThat(replica.store.gaps()).isEmpty();
    }

    @Test
    void theNextLinkGoesOnWhereTheLastOneEnded() throws IOException {
        master.append(DAY_21, 0, 5);
        Link first = link(master, replica).run();
        first.close();
        master.append(DAY_21, 5, 2);
        master.finish(DAY_21);
        master.append(TODAY, 7, 4);
        Link second = link(master, replica).run();
        assertThat(second.master).contains("linked from 2026-11-21/5");
        assertThat(second.messages).contains("Records 2026-11-21/5+2", "Records 2026-11-22/0+4");
        assertThat(replica.content()).isEqualTo(master.content());
        assertThat(second.replica).doesNotContain("lineage changed");
    }

    @Test
    void aLinkThatBreaksInTheMiddleOfADayGoesOnAtTheRecordAfterTheLastOne() throws IOException {
        master.append(TODAY, 0, 30_000);
        Link first = link(master, replica);
        first.replicaSays();
        first.masterSays(3);
        first.close();
        long held = replica.store.find(TODAY).orElseThrow().count();
        assertThat(held).isPositive().isLessThan(30_000);
        Link second = link(master, replica).run();
        assertThat(second.master).contains("linked from 2026-11-22/" + held);
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void aRecordLargerThanABatchIsABatchOfItsOwn() throws IOException {
        master.appendText(TODAY, "a");
        master.appendText(TODAY, "b".repeat(DayShipment.BATCH_BYTES * 3));
        master.appendText(TODAY, "");
        Link link = link(master, replica).run();
        assertThat(link.messages)
                .contains("Records 2026-11-22/0+1", "Records 2026-11-22/1+1", "Records 2026-11-22/2+1");
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void compressionMakesTheSameCopyOfFewerBytes() throws IOException {
        master.append(TODAY, 0, 30_000);
        Link plain = link(master, replica).run();
        Node other = Node.replica();
        other.compression = true;
        Link compressed = link(master, other).run();
        assertThat(other.content()).isEqualTo(master.content());
        assertThat(plain.masterEnd.compresses()).isFalse();
        assertThat(compressed.masterEnd.compresses()).isTrue();
        assertThat(compressed.down.bytes).isLessThan(plain.down.bytes / 2);
    }

    @Test
    void onlyWhatIsDurableOnTheMasterIsShipped() throws IOException {
        master.store.durable.put(TODAY, 2L);
        master.append(TODAY, 0, 5);
        Link link = link(master, replica).run();
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(2);
        master.store.durable.put(TODAY, 4L);
        link.run();
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(4);
    }

    @Test
    void aFinishedDayIsFinishedOnlyWhenAllOfItIsDurable() throws IOException {
        master.append(DAY_21, 0, 5);
        master.finish(DAY_21);
        master.store.durable.put(DAY_21, 3L);
        Link link = link(master, replica).run();
        assertThat(link.replica).doesNotContain("finished 2026-11-21");
        master.store.durable.remove(DAY_21);
        link.run();
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void theAckTellsWhatIsDurableOnTheReplica() throws IOException {
        replica.store.durable.put(TODAY, 1L);
        master.append(TODAY, 0, 5);
        Link link = link(master, replica).run();
        assertThat(link.master).endsWith("acked 2026-11-22/1", "needs 2026-11-22");
        replica.store.durable.put(TODAY, 5L);
        link.replicaEnd.ackIfDue();
        link.run();
        assertThat(link.master).endsWith("acked 2026-11-22/5", "needs 2026-11-22");
        int told = link.master.size();
        link.replicaEnd.ackIfDue();
        link.run();
        assertThat(link.master).hasSize(told);
    }

    @Test
    void theAckOfAnOlderDaysEndIsWhereTheReplicaIs() throws IOException {
        LocalDate old = LocalDate.of(2026, 11, 10);
        master.append(old, 0, 2);
        master.append(TODAY, 2, 3);
        Link link = link(master, replica).run();
        assertThat(link.master).endsWith("acked 2026-11-22/3", "needs 2026-11-10");
        master.finish(old);
        link.run();
        // There is nothing between the two days, and nothing new of today.
        assertThat(link.master).endsWith("acked 2026-11-22/3", "needs 2026-11-22");
    }

    @Test
    void theHeartbeatTellsHowFarTheMasterIs() throws IOException {
        master.append(TODAY, 0, 5);
        Link link = link(master, replica).run();
        time.advance(Duration.ofSeconds(4));
        link.run();
        assertThat(link.replica).last().isEqualTo("high water 2026-11-22/5 at 2026-11-22T12:00:04Z");
    }
}
