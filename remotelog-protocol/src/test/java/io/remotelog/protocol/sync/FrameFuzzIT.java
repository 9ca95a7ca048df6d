package io.remotelog.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.remotelog.api.Position;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicInteger;

/** Whatever bytes of version 1 come: they are read, or they are refused in one line of bounded length. */
class FrameFuzzIT {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final FrameLimits LIMITS = new FrameLimits(1 << 16, 1 << 18);

    /** Refuses what a peer must not be able to put into a log. */
    static void isOneLine(SyncProtocolException refusal) {
        assertThat(refusal.getMessage()).hasSizeLessThan(1_000);
        assertThat(refusal.getMessage().chars()).noneMatch(Character::isISOControl);
    }

    @FuzzTest(maxDuration = "60s")
    void frames(byte[] stream) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(Wire.GOLDEN_SEND_FLAG, LIMITS));
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(stream));
            channel.checkException();
        } catch (DecoderException e) {
            assertThat(e).hasCauseInstanceOf(SyncProtocolException.class);
            isOneLine((SyncProtocolException) e.getCause());
        } finally {
            channel.releaseInbound();
            closeQuietly(channel);
        }
    }

    /** The end of a link in the middle of a frame is an exception that no fuzz test is about. */
    private static void closeQuietly(EmbeddedChannel channel) {
        try {
            channel.finishAndReleaseAll();
        } catch (Exception e) {
            assertThat(e).isInstanceOf(SyncProtocolException.class);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void batches(byte[] body) {
        ByteBuf batch = Unpooled.wrappedBuffer(body);
        try {
            int count = RecordBatch.check(batch, DAY, 0);
            AtomicInteger records = new AtomicInteger();
            AtomicInteger bytes = new AtomicInteger();
            RecordBatch.forEach(batch, (epochSeconds, type, payload) -> {
                records.incrementAndGet();
                bytes.addAndGet(RecordBatch.OVERHEAD_BYTES + payload.remaining());
            });
            assertThat(records).hasValue(count);
            assertThat(bytes).hasValue(body.length);
        } catch (SyncProtocolException e) {
            isOneLine(e);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void dayRequests(byte[] text) throws SyncProtocolException {
        Position position;
        try {
            position = DayRequest.parse(new String(text, StandardCharsets.UTF_8));
        } catch (SyncProtocolException e) {
            isOneLine(e);
            return;
        }
        assertThat(DayRequest.parse(DayRequest.write(position))).isEqualTo(position);
    }
}
