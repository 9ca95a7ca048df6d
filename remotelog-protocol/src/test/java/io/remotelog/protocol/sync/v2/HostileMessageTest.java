package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that nobody who means well sends; the checksum is right. */
class HostileMessageTest {
    private static final String HEAD = "0000512b 00000001 0000000000000000 0000000000000001";

    private static void refused(byte[] message, String why) {
        assertThatThrownBy(() -> Hex.decode(message))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffff, ffffffff, 4294967295 bytes",
        "7fffffff, 7fffffff, 2147483647 bytes",
        "80000000, 80000000, 2147483648 bytes",
        "00100001, 00100001, 1048577 bytes",
        "0000000c, 0000000d, 12 bytes on the wire and 13 inflated",
        "ffffffff, 0000000c, 4294967295 bytes on the wire",
        "0000000c, ffffffff, 4294967295 bytes",
    })
    void aLengthThatCannotBeIsRefusedOnSightOfTheHeader(String body, String content, String why) {
        refused(Hex.bytes("09 00 0000" + body + content + "00000000"), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0a", "7f", "80", "ff"})
    void anUnknownTypeIsRefused(String type) {
        refused(Hex.bytes(type + "00 0000 00000000 00000000 00000000"), "unknown type");
    }

    @Test
    void anUnknownCompressionIsRefused() {
        refused(Hex.bytes("04 02 0000 00000000 00000000 00000000"), "compression 2, want 0 or 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 9})
    void nothingButRecordsMayBeCompressed(int type) {
        byte[] content = new byte[4000];
        byte[] frame = Zstd.compress(content);
        refused(MessageCodecTest.compressed(type, frame, content.length), "compressed, want records messages only");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 9})
    void anEmptyBodyIsRefused(int type) {
        assertThatThrownBy(() -> Hex.decode(Hex.message(type, ""))).isInstanceOf(SyncProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0000512b 0000000000000001, 00",
        "8, 0000512b 0000000000000001 0000000000000001, 00",
        "9, 0000512b 0000000000000001, 00",
    })
    void surplusAndMissingBytesAreRefused(int type, String body, String surplus) throws SyncProtocolException {
        assertThat(Hex.decode(Hex.message(type, body))).hasSize(1);
        refused(Hex.message(type, body + surplus), "1 bytes too many");
        refused(Hex.message(type, body.substring(0, body.length() - 2)), "cut short");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0000512b ffffffffffffffff, 'id -1'",
        "5, 7fffffff 0000000000000001, year",
        "9, 80000000 0000000000000001, year",
        "9, 0000512b 8000000000000000, 'id -9223372036854775808'",
        "4, 0000512b ffffffff 0000000000000000 0000000000000001, '-1 of 2026-11-22'",
        "4, 0000512b 00000001 ffffffffffffffff 0000000000000001, 'id -1'",
        "4, 0000512b 00000001 0000000000000000 ffffffffffffffff, '-1 durable'",
        "4, 0000512b 00000001 7fffffffffffffff 0000000000000001, 'id 9223372036854775807'",
        "4, 0000512b 00000001 0000000000000000, cut short",
        "6, 0000512b 0000000000000001 0000512a 61, want a day not before it",
        "6, 0000512b 0000000000000001 0000512b, reason of a gap",
        "6, 0000512b 0000000000000001 0000, cut short",
    })
    void numbersOutOfRangeAreRefused(int type, String body, String why) {
        refused(Hex.message(type, body), why);
    }

    @Test
    void whatAnotherMachineSaysIsOneLineOfBoundedLength() throws SyncProtocolException {
        String evil = Hex.ofText("a\n\u001b[2J\u0085\u009b31m\u007f\u2028b");
        String want = "a??[2J??31m??b";
        String at = "0000512b 0000000000000001";
        Message.Missing missing = (Message.Missing)
                Hex.decode(Hex.message(6, at + "0000512b" + evil)).get(0);
        assertThat(missing.gap().reason()).isEqualTo(want);
        Message.Stopped stopped =
                (Message.Stopped) Hex.decode(Hex.message(7, at + evil)).get(0);
        assertThat(stopped.reason()).isEqualTo(want);
        String refusal = "{\"reason\":\"AHEAD\",\"text\":\"a\\n\\u001b[2J\\u0085\\u009b31m\\u007f\\u2028b\"}";
        Message.Refuses refuses = (Message.Refuses)
                Hex.decode(Hex.message(3, Hex.ofText(refusal))).get(0);
        assertThat(refuses.refusal().text()).isEqualTo(want);
        String longText = Hex.ofText("x".repeat(100_000));
        stopped = (Message.Stopped) Hex.decode(Hex.message(7, at + longText)).get(0);
        assertThat(stopped.reason()).hasSize(500);
    }

    @ParameterizedTest
    @CsvSource({"4096, 4097", "4096, 1048576", "4096, 4095", "1048577, 4096", "100000000, 1048576", "0, 4096"})
    void aFrameThatInflatesToAnotherLengthThanItTellsIsRefused(int length, int told) {
        byte[] frame = Zstd.compress(new byte[length]);
        refused(MessageCodecTest.compressed(4, frame, told), "RECORDS");
    }

    @Test
    void whatIsNoZstdFrameIsRefused() {
        refused(MessageCodecTest.compressed(4, new byte[100], 4096), "broken zstd frame of 100 bytes");
        refused(MessageCodecTest.compressed(4, new byte[0], 4096), "RECORDS");
    }

    @Test
    void aCutZstdFrameIsRefused() {
        byte[] frame = Zstd.compress(Hex.bytes(HEAD + "00".repeat(4000)));
        for (int length = 0; length < frame.length; length++) {
            refused(MessageCodecTest.compressed(4, Arrays.copyOf(frame, length), 4024), "RECORDS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 6a000000 0001 00000001, 'payload of 1 bytes, want 0 to 0'",
        "1, 6a000000 0001 ffffffff, payload of -1 bytes",
        "1, 6a000000 0001 7fffffff, payload of 2147483647 bytes",
        "1, 6a000000 0001 000000, cut short in record 0 of 1",
        "2, 6a000000 0001 00000000, cut short in record 1 of 2",
        "2147483647, 6a000000 0001 00000000, cut short in record 1",
        "1, 6a000000 0001 00000000 00, 1 bytes after the last",
        "0, 00, 1 bytes after the last of 0",
        "1, 6a000000 0001 0000000b 0000000000000000000000, 'payload of 11 bytes, want 0 to 10'",
    })
    void recordsThatDoNotFillTheBodyAreRefused(int count, String body, String why) {
        assertThatThrownBy(() -> RecordsBody.check(ByteBuffer.wrap(Hex.bytes(body)), count, 10))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageContaining(why);
    }

    @Test
    void afterAWrongMessageNothingMoreIsTakenIn() {
        EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(1000));
        byte[] good = Hex.message(9, "0000512b 0000000000000001");
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(new byte[16], good)))
                .isInstanceOf(DecoderException.class)
                .hasCauseInstanceOf(SyncProtocolException.class);
        assertThat(channel.writeInbound(Unpooled.wrappedBuffer(good))).isFalse();
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void whateverComesNoBufferIsLeaked() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        List<byte[]> messages = new ArrayList<>();
        MessageCodecTest.golden().forEach(golden -> messages.add(golden.bytes()));
        byte[] content =
                Hex.bytes("0000512b 000000c8 0000000000000000 00000000000000c8" + "6a000000 0001 00000000".repeat(200));
        byte[] frame = Zstd.compress(content);
        messages.add(MessageCodecTest.compressed(4, frame, content.length));
        messages.add(MessageCodecTest.compressed(4, frame, content.length - 1));
        messages.add(MessageCodecTest.compressed(4, frame, content.length + 1));
        messages.add(Hex.message(4, HEAD.substring(0, 20)));
        messages.add(Hex.message(1, Hex.ofText("{}")));
        messages.add("remotelog".repeat(20).getBytes(StandardCharsets.UTF_8));
        for (byte[] message : messages) {
            EmbeddedChannel channel = new EmbeddedChannel();
            channel.config().setAllocator(allocator);
            channel.pipeline().addLast(new MessageDecoder(1 << 20));
            for (boolean direct : new boolean[] {true, false}) {
                ByteBuf in = direct ? allocator.directBuffer() : allocator.heapBuffer();
                try {
                    channel.writeInbound(in.writeBytes(message));
                } catch (DecoderException e) {
                    assertThat(e).hasCauseInstanceOf(SyncProtocolException.class);
                }
            }
            channel.finishAndReleaseAll();
            assertThat(allocator.metric().usedDirectMemory()).isZero();
            assertThat(allocator.metric().usedHeapMemory()).isZero();
        }
    }
}
