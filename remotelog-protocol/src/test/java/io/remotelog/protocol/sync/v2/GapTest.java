package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica is told that it will never get. */
class GapTest extends LinkTestBase {
    private static final LocalDate DAY_18 = DAY_20.minusDays(2);
    private static final LocalDate DAY_19 = DAY_20.minusDays(1);
    private static final String REMOVED = "the master removed it by its retention while the replica was away";

    private Node master;
    private Node replica;

    @BeforeEach
    void begin() throws IOException {
        master = Node.master();
        replica = Node.replica();
        master.append(DAY_18, 0, 3);
    }

    private void goOnWithoutReplica() throws IOException {
        master.finish(DAY_18);
        for (LocalDate day : List.of(DAY_19, DAY_20, DAY_21)) {
            master.append(day, 3, 3);
            master.finish(day);
        }
        master.append(TODAY, 20, 2);
    }

    private List<String> gaps() throws IOException {
        return replica.store.gaps().stream().map(Gap::toString).toList();
    }

    @Test
    void wholeDaysThatWereRemovedAreOneGapAndToldOnce() throws IOException {
        master.finish(DAY_18);
        link(master, replica).run();
        goOnWithoutReplica();
        master.delete(DAY_18);
        master.delete(DAY_19);
        master.delete(DAY_20);
        Link link = link(master, replica).run();
        assertThat(gaps()).containsExactly("2026-11-19 to 2026-11-20: " + REMOVED);
        assertThat(link.replica).contains("gap 2026-11-19 to 2026-11-20: " + REMOVED);
        assertThat(link.master).contains("missing 2026-11-19 to 2026-11-20: " + REMOVED);
        assertThat(replica.store.days()).containsExactly(DAY_18, DAY_21, TODAY);
        assertThat(link(master, replica).run().messages).doesNotContain("Missing");
        assertThat(gaps()).hasSize(1);
    }

    @Test
    void theEndOfADayThatWasRemovedIsAGapAndTheDayIsFinished() throws IOException {
        link(master, replica).run();
        master.append(DAY_18, 3, 5);
        goOnWithoutReplica();
        master.delete(DAY_18);
        Link link = link(master, replica).run();
        assertThat(gaps()).containsExactly("2026-11-18 from id 3: " + REMOVED);
        assertThat(replica.store.find(DAY_18).orElseThrow().isFinished()).isTrue();
        assertThat(replica.content().subList(1, 5)).isEqualTo(master.content());
        assertThat(link.master).endsWith("acked 2026-11-22/2", "needs 2026-11-22");
        assertThat(link(master, replica).run().messages).doesNotContain("Missing");
    }

    @Test
    void theEndOfADayAndWholeDaysAreTwoGaps() throws IOException {
        link(master, replica).run();
        goOnWithoutReplica();
        master.delete(DAY_18);
        master.delete(DAY_19);
        link(master, replica).run();
        assertThat(gaps()).containsExactly("2026-11-18 from id 3: " + REMOVED, "2026-11-19: " + REMOVED);
        assertThat(link(master, replica).run().messages).doesNotContain("Missing");
    }

    @Test
    void allThatTheReplicaHasAndAllAfterItMayBeGone() throws IOException {
        link(master, replica).run();
        goOnWithoutReplica();
        goToTomorrow();
        master.finish(TODAY);
        for (LocalDate day : List.copyOf(master.store.days())) {
            master.delete(day);
        }
        link(master, replica).run();
        assertThat(gaps()).containsExactly("2026-11-18 from id 3: " + REMOVED, "2026-11-19 to 2026-11-22: " + REMOVED);
        master.append(TOMORROW, 0, 1);
        Link link = link(master, replica).run();
        assertThat(link.messages).doesNotContain("Missing");
        assertThat(replica.store.days()).containsExactly(DAY_18, TOMORROW);
    }

    @Test
    void anEmptyReplicaIsToldOfNoGap() throws IOException {
        goOnWithoutReplica();
        master.delete(DAY_18);
        master.delete(DAY_19);
        Link link = link(master, replica).run();
        assertThat(link.messages).doesNotContain("Missing");
        assertThat(gaps()).isEmpty();
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void aReplicaThatHoldsEmptyDaysOnlyWasAwayToo() throws IOException {
        master = Node.master();
        master.append(DAY_18, 0, 0);
        master.finish(DAY_18);
        link(master, replica).run();
        goOnWithoutReplica();
        master.delete(DAY_18);
        master.delete(DAY_19);
        link(master, replica).run();
        assertThat(gaps()).containsExactly("2026-11-19: " + REMOVED);
    }

    @Test
    void daysThatNeverWereAreNoGap() throws IOException {
        link(master, replica).run();
        master.finish(DAY_18);
        master.append(TODAY, 0, 1);
        Link link = link(master, replica).run();
        assertThat(link.messages).doesNotContain("Missing");
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void aDayThatIsRemovedWhileTheLinkIsOnIsAGapOfTheRest() throws IOException {
        replica.maxRate = OptionalLong.of(1);
        goOnWithoutReplica();
        Link link = link(master, replica).run();
        assertThat(replica.store.days()).containsExactlyElementsOf(master.store.days());
        assertThat(replica.store.find(DAY_19).orElseThrow().count()).isZero();
        link.close();
        master.delete(DAY_18);
        master.delete(DAY_19);
        replica.maxRate = OptionalLong.empty();
        link(master, replica).run();
        assertThat(gaps()).last().isEqualTo("2026-11-19: " + REMOVED);
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(2);
    }

    /** Its next link begins after the day that came next, so it would not be told then. */
    @Test
    void whatIsRemovedWhileAnEmptyReplicaIsSentTheDayBeforeIsAGap() throws IOException {
        master.append(DAY_18, 0, 40_000);
        master.finish(DAY_18);
        master.append(DAY_19, 0, 5);
        master.finish(DAY_19);
        master.append(TODAY, 0, 5);
        Link link = link(master, replica);
        link.replicaSays();
        link.masterSays(2);
        master.delete(DAY_19);
        link.run();
        assertThat(replica.store.days()).containsExactly(DAY_18, TODAY);
        assertThat(gaps()).containsExactly("2026-11-19: " + REMOVED);
    }

    @Test
    void aGapThatDoesNotBeginWhereTheDayEndsHereIsRefused() throws IOException {
        master.finish(DAY_18);
        master.append(TODAY, 0, 5);
        Link link = link(master, replica).run();
        for (Gap wrong : List.of(
                new Gap(new Position(TODAY, 4), TODAY, "x"),
                new Gap(new Position(TODAY, 6), TODAY, "x"),
                new Gap(new Position(DAY_18, 3), DAY_18, "x"),
                new Gap(new Position(DAY_18, 0), TODAY, "x"),
                new Gap(new Position(DAY_19, 1), DAY_19, "x"))) {
            assertThatThrownBy(() -> link.replicaEnd.receive(new Message.Missing(wrong)))
                    .as("%s", wrong)
                    .isInstanceOf(SyncProtocolException.class);
        }
        assertThat(gaps()).isEmpty();
    }
}
