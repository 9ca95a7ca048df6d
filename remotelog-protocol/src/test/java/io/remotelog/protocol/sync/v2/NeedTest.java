package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ReferenceCountUtil;
import io.remotelog.api.Position;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The master may remove a day once the replica needs nothing of it any more, and not before. */
class NeedTest extends LinkTestBase {
    private Node master;
    private Node replica;

    @BeforeEach
    void begin() throws IOException {
        master = Node.master();
        replica = Node.replica();
        master.append(DAY_20, 0, 3);
        master.finish(DAY_20);
        master.append(TODAY, 3, 2);
    }

    @Test
    void aDayThatIsStillOnItsWayIsNeededWhateverIsAcked() throws IOException {
        Link link = link(master, replica);
        link.replicaSays();
        link.masterSays(1);
        sendAndLose(link);
        for (Position ack : new Position[] {
            new Position(TODAY, 1),
            new Position(TODAY.plusYears(1), 0),
            new Position(DAY_20, 2),
            new Position(DAY_21, 0)
        }) {
            link.masterEnd.receive(new Message.Ack(ack));
            assertThat(link.master).last().isEqualTo("needs " + DAY_20);
        }
        link.masterEnd.receive(new Message.Ack(new Position(DAY_20, 3)));
        assertThat(link.master).last().isEqualTo("needs " + TODAY);
    }

    @Test
    void aReplicaWhoseClockIsWrongIsNotTakenForOneThatIsAhead() throws IOException {
        LocalDate wrong = TODAY.plusYears(1);
        Link link = link(master, replica);
        link.replicaSays();
        link.masterSays(1);
        link.masterEnd.receive(new Message.Ack(new Position(wrong, 0)));
        assertThat(link.master).noneMatch(line -> line.startsWith("acked " + wrong));
    }

    @Test
    void severalDaysThatAreTakenAtOnceAreAllAcked() throws IOException {
        master.append(DAY_21, 9, 4);
        master.finish(DAY_21);
        Link link = link(master, replica).run();
        assertThat(link.master)
                .containsSubsequence(
                        "acked 2026-11-20/3", "acked 2026-11-21/4", "acked 2026-11-22/2", "needs 2026-11-22");
    }

    /** All that the master has to send is on its way, and does not arrive. */
    private static void sendAndLose(Link link) throws IOException {
        Optional<Message> message = link.masterEnd.nextMessage();
        while (message.isPresent()) {
            ReferenceCountUtil.release(message.get());
            message = link.masterEnd.nextMessage();
        }
    }
}
