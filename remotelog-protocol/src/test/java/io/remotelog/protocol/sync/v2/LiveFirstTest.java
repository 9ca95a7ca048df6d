package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that catches up at a pace of its own gets live records all the same. */
class LiveFirstTest extends LinkTestBase {
    private static final int OLD_RECORDS = 5_000;

    private Node master;
    private Node replica;

    @BeforeEach
    void manyOldRecordsAndAFewOfToday() throws IOException {
        master = Node.master();
        replica = Node.replica();
        replica.maxRate = OptionalLong.of(20_000);
        for (LocalDate day : List.of(DAY_20, DAY_21)) {
            master.append(day, 0, OLD_RECORDS);
            master.finish(day);
        }
        master.append(TODAY, 0, 10);
    }

    @Test
    void liveRecordsDoNotWaitForEarlierDays() throws IOException {
        Link link = link(master, replica).run();
        pass(link, 2);
        for (int i = 0; i < 20; i++) {
            master.append(TODAY, 10 + i, 1);
            time.advance(Duration.ofMillis(50));
            link.run();
            assertThat(count(TODAY)).isEqualTo(11 + i);
        }
        assertThat(count(DAY_20)).isBetween(10L, OLD_RECORDS / 2L);
        assertThat(count(DAY_21)).isZero();
        finish(link);
    }

    @Test
    void theNextLinkGoesOnWithAllOfTheDays() throws IOException {
        Link first = link(master, replica).run();
        pass(first, 3);
        first.close();
        assertThat(replica.store.days()).containsExactly(DAY_20, DAY_21, TODAY);
        assertThat(count(TODAY)).isEqualTo(10);
        master.append(TODAY, 10, 5);
        Link second = link(master, replica).run();
        pass(second, 1);
        assertThat(count(TODAY)).isEqualTo(15);
        finish(second);
    }

    @Test
    void earlierDaysGoOnThoughLiveRecordsNeverEnd() throws IOException {
        replica.maxRate = OptionalLong.of(100_000_000);
        Link link = link(master, replica);
        link.replicaSays();
        for (int i = 0; count(DAY_20) < OLD_RECORDS; i++) {
            assertThat(i).as("records of today").isLessThan(100);
            master.append(TODAY, 10 + i, 1);
            link.masterSays(1);
            link.replicaSays();
            time.advance(Duration.ofMillis(10));
        }
    }

    @Test
    void whatIsAckedIsWhereTheReplicaLacksNothingBefore() throws IOException {
        Link link = link(master, replica).run();
        pass(link, 2);
        master.append(TODAY, 10, 1);
        link.run();
        assertThat(link.master)
                .filteredOn(told -> told.startsWith("acked"))
                .last()
                .asString()
                .contains(DAY_20 + "/");
        finish(link);
        assertThat(link.master).contains("acked " + TODAY + "/11", "needs " + TODAY);
    }

    @Test
    void theCurrentDayIsThePastOneAfterMidnight() throws IOException {
        Link link = link(master, replica).run();
        pass(link, 2);
        master.append(TODAY, 10, 3);
        master.finish(TODAY);
        goToTomorrow();
        master.append(TOMORROW, 0, 7);
        pass(link, 1);
        assertThat(count(TODAY)).isEqualTo(13);
        assertThat(replica.store.find(TODAY).orElseThrow().isFinished()).isTrue();
        assertThat(count(TOMORROW)).isEqualTo(7);
        assertThat(count(DAY_20)).isLessThan(OLD_RECORDS);
        finish(link);
    }

    private void finish(Link link) throws IOException {
        for (int seconds = 0; !replica.content().equals(master.content()); seconds += 10) {
            assertThat(seconds).as("seconds").isLessThan(300);
            pass(link, 10);
        }
        assertThat(link.masterFailure).isNull();
        assertThat(link.replicaFailure).isNull();
    }

    private long count(LocalDate day) throws IOException {
        return replica.store.find(day).isPresent()
                ? replica.store.find(day).orElseThrow().count()
                : 0;
    }
}
