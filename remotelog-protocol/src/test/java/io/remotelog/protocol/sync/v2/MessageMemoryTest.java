package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class MessageMemoryTest {
    @Test
    void whatCannotBeWrittenLetsGoOfItsMemory() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        for (boolean compressed : new boolean[] {false, true}) {
            MessageEncoder encoder = new MessageEncoder();
            if (compressed) {
                encoder.compress();
            }
            EmbeddedChannel sender = new EmbeddedChannel();
            sender.config().setAllocator(allocator);
            sender.pipeline().addLast(encoder);
            Message.Records records = new Message.Records(
                    LocalDate.MAX, 0, 1, 1, allocator.directBuffer().writeZero(4_000));
            assertThatThrownBy(() -> sender.writeOutbound(records)).isInstanceOf(ArithmeticException.class);
            assertThatThrownBy(() -> sender.writeOutbound(new Message.DayFinished(LocalDate.MAX, 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            sender.finishAndReleaseAll();
        }
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }
}
