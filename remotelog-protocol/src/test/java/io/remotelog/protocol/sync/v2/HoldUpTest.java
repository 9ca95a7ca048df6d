package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.Position;
import io.remotelog.protocol.sync.LongRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Days that cannot go on hold up no others, and are not forgotten. */
class HoldUpTest extends LinkTestBase {
    private Node master;
    private Node replica;

    @BeforeEach
    void begin() throws IOException {
        master = Node.master();
        replica = Node.replica();
        master.append(DAY_20, 0, 5);
        master.finish(DAY_20);
        master.append(DAY_21, 5, 5);
        master.finish(DAY_21);
        master.append(TODAY, 10, 5);
    }

    @Test
    void aLongRecordWaitsForItsRoomAndTheRestOfItsDayBehindIt() throws IOException {
        List<Integer> asked = new ArrayList<>();
        String payload = "y".repeat(LongRecords.ABOVE_BYTES + 1);
        replica.maxRecordBytes = 2 * payload.length();
        master.longRecords = bytes -> {
            asked.add(bytes);
            return false;
        };
        master.append(TODAY, 15, 5);
        master.appendText(TODAY, payload);
        master.append(TODAY, 21, 5);
        Link link = link(master, replica).run();
        assertThat(asked).isNotEmpty().containsOnly(payload.length());
        assertThat(replica.store.find(DAY_21).orElseThrow().isFinished()).isTrue();
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(10);
        assertThat(link.replica).filteredOn(line -> line.startsWith("stopped")).isEmpty();
        pass(link, 20);
        assertThat(link.masterFailure)
                .as("both sides hear of each other meanwhile")
                .isNull();
        master.longRecords = LongRecords.UNBOUNDED;
        link.run();
        isAFullCopy();
    }

    private void isAFullCopy() throws IOException {
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 4})
    void aCorruptRecordStopsItsDayOnBothSidesUntilItIsMended(long id) throws IOException {
        Position bad = new Position(DAY_20, id);
        master.store.corrupt.add(bad);
        Link first = link(master, replica).run();
        master.append(TODAY, 15, 5);
        first.run();
        assertThat(first.masterFailure).isNull();
        assertThat(first.master).filteredOn(line -> line.startsWith("stopped")).hasSize(1);
        assertThat(first.replica)
                .filteredOn(line -> line.startsWith("stopped"))
                .singleElement()
                .asString()
                .startsWith("stopped " + bad + ": the record is corrupt on the master: " + bad + ": planted")
                .contains("remotelog verify", "--repair");
        assertThat(replica.store.find(DAY_20).orElseThrow().count()).isEqualTo(id);
        assertThat(replica.store.find(DAY_20).orElseThrow().isFinished()).isFalse();
        assertThat(replica.store.find(DAY_21).orElseThrow().isFinished()).isTrue();
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(10);
        assertThat(first.master).endsWith("acked 2026-11-22/10", "needs 2026-11-20");
        master.store.corrupt.clear();
        Link second = link(master, replica).run();
        assertThat(second.master).contains("linked from " + bad);
        isAFullCopy();
        assertThat(second.master).endsWith("acked 2026-11-22/10", "needs 2026-11-22");
    }

    @Test
    void aRecordThatCannotEvenBeGoneToStopsItsDayAlone() throws IOException {
        master.store.failsOnOpening = true;
        master.store.corrupt.add(new Position(DAY_21, 0));
        Link link = link(master, replica).run();
        assertThat(link.masterFailure).isNull();
        assertThat(link.replica).anyMatch(line -> line.startsWith("stopped 2026-11-21/0: the record is corrupt"));
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(5);
    }

    @Test
    void aCorruptRecordOfTodayStopsTodayAndTomorrowGoesOn() throws IOException {
        master.store.corrupt.add(new Position(TODAY, 2));
        Link link = link(master, replica).run();
        goToTomorrow();
        master.append(TOMORROW, 0, 3);
        link.run();
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(2);
        assertThat(replica.store.find(TOMORROW).orElseThrow().count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aDayThatIsOverButNotFinishedHoldsUpNoOther(int records) throws IOException {
        goToTomorrow();
        Node other = Node.master();
        other.append(TODAY, 0, records);
        other.append(TOMORROW, 10, 3);
        link(other, replica).run();
        assertThat(replica.content()).isEqualTo(other.content());
        other.append(TODAY, 4, 2);
        other.finish(TODAY);
        Link second = link(other, replica).run();
        assertThat(second.masterFailure).isNull();
        assertThat(replica.content()).isEqualTo(other.content());
    }

    @Test
    void aDayThatIsOverButNotDurableIsNotForgotten() throws IOException {
        master.store.durable.put(DAY_21, 0L);
        Link first = link(master, replica).run();
        first.close();
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(5);
        master.store.durable.clear();
        link(master, replica).run();
        isAFullCopy();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aRecordThatIsLargerThanTheReplicaTakesStopsItsDay(int before) throws IOException {
        Node other = Node.master();
        other.append(DAY_21, 0, before);
        other.appendText(DAY_21, "x".repeat(201));
        other.finish(DAY_21);
        other.appendText(TODAY, "y".repeat(200));
        replica.maxRecordBytes = 200;
        Link first = link(other, replica).run();
        String stop = "stopped 2026-11-21/" + before
                + ": the payload has 201 bytes, but the replica takes at most 200: start it with a larger --max-record-bytes";
        assertThat(first.replica).contains(stop);
        assertThat(first.master).contains(stop);
        assertThat(replica.store.find(TODAY).orElseThrow().count()).isEqualTo(1);
        replica.maxRecordBytes = 201;
        link(other, replica).run();
        assertThat(replica.content()).isEqualTo(other.content());
    }

    @Test
    void aLinkThatBreaksBetweenStoppedAndLaterDaysForgetsNothing() throws IOException {
        master.store.corrupt.add(new Position(DAY_20, 0));
        for (int messages = 1; messages < 8; messages++) {
            Node fresh = Node.replica();
            Link broken = link(master, fresh);
            broken.replicaSays();
            broken.masterSays(messages);
            master.store.corrupt.clear();
            link(master, fresh).run();
            assertThat(fresh.content()).as("after %d messages", messages).isEqualTo(master.content());
            master.store.corrupt.add(new Position(DAY_20, 0));
        }
    }

    @Test
    void moreUnfinishedDaysThanSixtyFourAreAllGoneOnWith() throws IOException {
        Node other = Node.master();
        for (int back = 99; back >= 0; back--) {
            other.append(TODAY.minusDays(back), back, 2);
        }
        link(other, replica).run();
        other.append(TODAY, 500, 3);
        for (int back = 99; back > 0; back--) {
            other.finish(TODAY.minusDays(back));
        }
        link(other, replica).run();
        assertThat(replica.content()).isEqualTo(other.content());
    }

    @Test
    void aDayThatTheReplicaHasFinishedIsNotWrittenAgain() throws IOException {
        Link link = link(master, replica).run();
        List<String> before = replica.content();
        assertThat(link.messages).contains("DayFinished 2026-11-21");
        Link second = link(master, replica).run();
        assertThat(second.messages).doesNotContain("DayFinished 2026-11-21");
        assertThat(replica.content()).isEqualTo(before);
    }
}
