package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.channel.embedded.EmbeddedChannel;
import io.remotelog.protocol.security.FewLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whose call is cut off when there is no room for messages that are not whole. */
class MessageRoomTest {
    private static final int KIB = 1 << 10;

    private final AtomicLong nanos = new AtomicLong();
    private final MessageRoom room = new MessageRoom(1_000 * KIB, Duration.ofSeconds(10), nanos::get);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @Test
    void theOneWithTheMostIsCutOffFirst() {
        IngestCall small = call(100);
        IngestCall large = call(500);
        IngestCall middle = call(300);
        call(150);
        assertThat(large.isCutOff()).isTrue();
        assertThat(small.isCutOff()).isFalse();
        assertThat(middle.isCutOff()).isFalse();
    }

    @Test
    void theOneThatTakesTooLongIsCutOffBeforeThat() {
        IngestCall later = call(100);
        nanos.addAndGet(1);
        IngestCall last = call(100);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        IngestCall large = call(600);
        call(250);
        assertThat(later.isCutOff()).isTrue();
        assertThat(last.isCutOff()).isTrue();
        assertThat(large.isCutOff()).isFalse();
    }

    @Test
    void strangersAreCutOffBeforeAll() {
        IngestCall application = call(430);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        List<IngestCall> strangers = List.of(newCall(), newCall(), newCall());
        for (IngestCall stranger : strangers) {
            stranger.ofStranger(new CallStream(channel, 1, new FewLines()), () -> {});
            stranger.inboundWireSize(60 * KIB);
        }
        assertThat(strangers).noneMatch(IngestCall::isCutOff);
        IngestCall large = call(430);
        assertThat(strangers).allMatch(IngestCall::isCutOff);
        assertThat(List.of(application, large)).noneMatch(IngestCall::isCutOff);
    }

    @Test
    void aMessageThatIsWholeByThenIsNotCutOff() {
        IngestCall call = call(1_100);
        assertThat(call.isCutOff()).isTrue();
        call.inboundMessageRead(0, 1_100 * KIB, -1);
        channel.runPendingTasks();
        assertThat(call.isCutOff()).as("it has to be answered").isFalse();
        assertThat(room.held()).isZero();
        call.inboundWireSize(1_100 * KIB);
        channel.runPendingTasks();
        assertThat(call.isCutOff()).as("the next message").isTrue();
        call.streamClosed(Status.UNAVAILABLE);
        assertThat(room.held()).isZero();
    }

    @Test
    void whatGoesOnWhileThoseThatWereCutOffAreStillThereIsCutOffItself() {
        call(900);
        IngestCall fast = call(200);
        assertThat(fast.isCutOff()).isFalse();
        fast.inboundWireSize(300 * KIB);
        assertThat(fast.isCutOff()).as("below one and a half of the room").isFalse();
        fast.inboundWireSize(200 * KIB);
        assertThat(fast.isCutOff()).isTrue();
    }

    @Test
    void manySmallPiecesTakeMoreThanTheirBytes() {
        IngestCall drip = call(0);
        for (int i = 0; i < 3_000; i++) {
            drip.inboundWireSize(1);
        }
        assertThat(drip.isCutOff()).isTrue();
    }

    private IngestCall call(int kibibytes) {
        IngestCall call = newCall();
        call.ofApplication(new CallStream(channel, 1, new FewLines()));
        call.inboundWireSize((long) kibibytes * KIB);
        return call;
    }

    private IngestCall newCall() {
        return (IngestCall) room.newServerStreamTracer("any/Method", new Metadata());
    }
}
