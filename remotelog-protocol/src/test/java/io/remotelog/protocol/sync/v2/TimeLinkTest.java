package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.protocol.sync.SyncProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What time does to a link: silence, heartbeats, and the pace of a replica that catches up. */
class TimeLinkTest extends LinkTestBase {
    private Node master;
    private Node replica;

    @BeforeEach
    void begin() throws IOException {
        master = Node.master();
        replica = Node.replica();
    }

    @Test
    void bothSidesGiveUpAfterTwelveSecondsOfSilence() throws IOException {
        Link link = link(master, replica).run();
        time.advance(Duration.ofMillis(11_999));
        link.tick();
        assertThat(link.masterFailure).isNull();
        assertThat(link.replicaFailure).isNull();
        time.advance(Duration.ofMillis(1));
        link.tick();
        assertThat(link.masterFailure)
                .isInstanceOf(SyncProtocolException.class)
                .hasMessage("nothing from the replica for 12 s");
        assertThat(link.replicaFailure)
                .isInstanceOf(SyncProtocolException.class)
                .hasMessage("nothing from the master for 12 s");
    }

    @Test
    void bothSidesGiveUpAfterTwelveSecondsWithoutAFirstWord() throws IOException {
        Link link = link(master, replica);
        time.advance(Duration.ofSeconds(12));
        link.tick();
        assertThat(link.masterFailure).isNotNull();
        assertThat(link.replicaFailure).isNotNull();
    }

    @Test
    void heartbeatsAndAcksEveryFourSecondsKeepAnIdleLink() throws IOException {
        Link link = link(master, replica).run();
        link.messages.clear();
        pass(link, 120);
        assertThat(link.masterFailure).isNull();
        assertThat(link.replicaFailure).isNull();
        assertThat(link.messages).filteredOn("Heartbeat"::equals).hasSize(30);
        assertThat(link.messages).filteredOn("Ack"::equals).hasSize(30);
    }

    @Test
    void theMasterAsksToBeWokenForItsHeartbeatAlone() throws IOException {
        Link link = link(master, replica);
        assertThat(link.masterEnd.nanosToNextMessage()).isEqualTo(Long.MAX_VALUE);
        link.run();
        time.advance(Duration.ofSeconds(1));
        assertThat(link.masterEnd.nanosToNextMessage())
                .isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void bytesOfAMessageThatIsNotWholeAreASignOfLife() throws IOException {
        Link link = link(master, replica).run();
        time.advance(Duration.ofSeconds(11));
        link.replicaEnd.heard();
        time.advance(Duration.ofSeconds(11));
        link.tick();
        assertThat(link.replicaFailure).isNull();
        assertThat(link.masterFailure).isNotNull();
    }

    @Test
    void aReplicaThatCatchesUpGetsNoMoreBytesASecondThanItWants() throws IOException {
        master.append(DAY_21, 0, 20_000);
        master.finish(DAY_21);
        master.append(TODAY, 0, 20_000);
        replica.maxRate = OptionalLong.of(100_000);
        Link link = link(master, replica).run();
        for (int second = 1; second <= 10; second++) {
            long before = link.down.bytes;
            long until = time.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (time.nanoTime() < until) {
                long wait = Math.min(link.masterEnd.nanosToNextMessage(), until - time.nanoTime());
                time.advance(Duration.ofNanos(wait));
                link.run();
            }
            assertThat(link.down.bytes - before).as("second %d", second).isBetween(85_000L, 115_000L);
            link.tick();
        }
        assertThat(link.masterFailure).isNull();
        assertThat(link.messages).contains("Heartbeat");
    }

    @Test
    void whatItDidNotUseIsNotSavedUp() throws IOException {
        master.append(TODAY, 0, 20_000);
        replica.maxRate = OptionalLong.of(100_000);
        Link link = link(master, replica).run();
        long before = link.down.bytes;
        time.advance(Duration.ofSeconds(3));
        link.run();
        assertThat(link.down.bytes - before).isLessThan(20_000);
    }

    @Test
    void onceCaughtUpLiveRecordsAreNotHeldBack() throws IOException {
        master.append(TODAY, 0, 100);
        replica.maxRate = OptionalLong.of(10_000);
        Link link = link(master, replica).run();
        pass(link, 10);
        assertThat(replica.content()).isEqualTo(master.content());
        master.append(TODAY, 100, 20_000);
        link.run();
        assertThat(replica.content()).isEqualTo(master.content());
        assertThat(link.masterEnd.nanosToNextMessage()).isLessThanOrEqualTo(MasterEnd.HEARTBEAT_EVERY.toNanos());
    }

    @Test
    void aPacedReplicaGetsTheDaysInTheirOrderAndAllOfThem() throws IOException {
        for (int back = 9; back >= 0; back--) {
            master.append(TODAY.minusDays(back), back, back % 3 == 2 ? 0 : 20);
            if (back > 0) {
                master.finish(TODAY.minusDays(back));
            }
        }
        replica.maxRate = OptionalLong.of(1_000);
        Link link = link(master, replica).run();
        pass(link, 1);
        link.close();
        assertThat(replica.content()).isNotEqualTo(master.content());
        assertThat(master.content().get(0)).isEqualTo(replica.content().get(0));
        Link second = link(master, replica).run();
        pass(second, 60);
        assertThat(replica.content()).isEqualTo(master.content());
    }
}
