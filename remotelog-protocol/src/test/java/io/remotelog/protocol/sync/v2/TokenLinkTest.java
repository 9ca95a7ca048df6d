package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.remotelog.api.Position;
import io.remotelog.protocol.security.Token;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a link where a token is asked for. */
class TokenLinkTest extends LinkTestBase {
    @TempDir
    private Path folder;

    private Node master;
    private Node replica;

    @BeforeEach
    void begin() throws IOException {
        master = Node.master();
        master.append(TODAY, 0, 3);
        replica = Node.replica();
    }

    private Optional<Token> token(String text) throws IOException {
        Path file = Files.writeString(folder.resolve(text), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Optional.of(Token.read(file));
    }

    private Link refused(String why) throws IOException {
        Link link = link(master, replica).run();
        assertThat(link.masterRefusal()).isEqualTo(link.replicaRefusal());
        assertThat(link.replicaRefusal().reason()).isEqualTo(Refusal.Reason.UNAUTHENTICATED);
        assertThat(link.replicaRefusal().isOfTheLog()).isFalse();
        assertThat(link.replicaRefusal().text()).contains(why).contains("--token-file");
        assertThat(replica.store.days()).isEmpty();
        assertThat(replica.store.lineage().orElseThrow().epochs()).isEmpty();
        return link;
    }

    @Test
    void twoSidesWithTheSameTokenAreLinked() throws IOException {
        master.token = token("0123456789abcdef");
        replica.token = token("0123456789abcdef");
        Link link = link(master, replica).run();
        assertThat(link.replicaFailure).isNull();
        assertThat(replica.content()).isEqualTo(master.content());
    }

    @Test
    void aReplicaWithAnotherTokenIsRefusedBeforeAnythingElseIsLookedAt() throws IOException {
        master.token = token("0123456789abcdef");
        replica.token = token("0123456789abcdeg");
        assertThat(refused("the token is not this master's").master).isEmpty();
    }

    @Test
    void aReplicaWithoutATokenIsRefused() throws IOException {
        master.token = token("0123456789abcdef");
        assertThat(refused("this master wants a token").master).isEmpty();
    }

    @Test
    void aMasterWithoutTheTokenIsRefusedByTheReplicaAndKnows() throws IOException {
        replica.token = token("0123456789abcdef");
        assertThat(refused("the master does not have the token").replica).isEmpty();
    }

    @Test
    void aProofOfAnotherLinkOrOfAnotherNameIsNone() throws IOException {
        master.token = token("0123456789abcdef");
        replica.token = master.token;
        String nonce = "00112233445566778899aabbccddeeff";
        ReplicaEnd end = new ReplicaEnd(replica.mirror, replica.identity(), clock, nonce, new SilentListener());
        Message.Greets overheard = (Message.Greets) end.nextMessage().orElseThrow();
        assertThat(says(masterEnd(nonce), overheard)).isInstanceOf(Message.Welcomes.class);
        assertThat(says(masterEnd("10112233445566778899aabbccddeeff"), overheard))
                .isInstanceOf(Message.Refuses.class);
        Hello hello = overheard.hello();
        Hello renamed = new Hello(
                Optional.of("paris"),
                hello.instance(),
                hello.proof(),
                hello.nonce(),
                hello.compression(),
                hello.maxRecordBytes(),
                hello.maxRate(),
                hello.epochs(),
                hello.last(),
                hello.unfinished(),
                hello.next(),
                hello.historyDays(),
                hello.commitsDurably());
        assertThat(says(masterEnd(nonce), new Message.Greets(renamed))).isInstanceOf(Message.Refuses.class);
    }

    @Test
    void aMasterThatEchoesTheReplicasProofIsRefused() throws IOException {
        replica.token = token("0123456789abcdef");
        ReplicaEnd end = new ReplicaEnd(replica.mirror, replica.identity(), clock, Proof.nonce(), new SilentListener());
        Message.Greets greets = (Message.Greets) end.nextMessage().orElseThrow();
        Welcome echo =
                new Welcome(greets.hello().proof(), false, Optional.empty(), clock.zone(), Optional.empty(), List.of());
        assertThatThrownBy(() -> end.receive(new Message.Welcomes(echo))).isInstanceOf(LinkRefusedException.class);
    }

    @Test
    void aReplicaTakesNothingBeforeItIsWelcomeAndTheMasterNothingBeforeAHello() throws IOException {
        ReplicaEnd end = new ReplicaEnd(replica.mirror, replica.identity(), clock, Proof.nonce(), new SilentListener());
        assertThatThrownBy(() -> end.receive(new Message.DayFinished(TODAY, 0)))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessage("DayFinished from a master, want Welcomes or Refuses first");
        MasterEnd masterEnd = masterEnd(Proof.nonce());
        assertThatThrownBy(() -> masterEnd.receive(new Message.DayFinished(TODAY, 0)))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageContaining("that has not said hello");
        assertThat(replica.store.days()).isEmpty();
    }

    @Test
    void aGreetingWithoutANonceIsRefused() {
        assertThatThrownBy(
                        () -> new ReplicaEnd(replica.mirror, replica.identity(), clock, "0011", new SilentListener()))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessage("the master's greeting: nonce of 4 characters, want 32 hexadecimal digits");
    }

    private MasterEnd masterEnd(String nonce) {
        return new MasterEnd(
                master.store,
                () -> TODAY,
                clock,
                UnpooledByteBufAllocator.DEFAULT,
                master.token,
                nonce,
                new MasterEnd.Listener() {
                    @Override
                    public boolean mayGo(int payloadBytes) {
                        return true;
                    }

                    @Override
                    public void admit(Hello hello) {}

                    @Override
                    public void linked(Hello hello, Position from) {}

                    @Override
                    public void acked(Position durable) {}

                    @Override
                    public void needs(LocalDate oldest) {}

                    @Override
                    public void dayFinished(LocalDate day, long count) {}

                    @Override
                    public void stopped(Position at, String reason) {}

                    @Override
                    public void missing(String gap) {}
                });
    }

    private static Message says(MasterEnd end, Message message) throws IOException {
        end.receive(message);
        return end.nextMessage().orElseThrow();
    }
}
