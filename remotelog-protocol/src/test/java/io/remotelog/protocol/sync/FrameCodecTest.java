package io.remotelog.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
    private static final int FLAG = 77;

    @Test
    void everyFrameOfGoIsRead() {
        List<Frame> fromReplica =
                Wire.decode(Wire.GOLDEN_SEND_FLAG, FrameLimits.OF_MASTER, Wire.golden("replica-to-master.bin"));
        assertThat(fromReplica)
                .extracting(Frame::type)
                .containsExactly(
                        MessageType.GREETING,
                        MessageType.REQUEST,
                        MessageType.REQUEST,
                        MessageType.HEARTBEAT,
                        MessageType.HEARTBEAT,
                        MessageType.HEARTBEAT);
        assertThat(fromReplica.get(0).text()).isEqualTo("hello test msg from client");
        assertThat(fromReplica.get(1).text()).isEqualTo("{\"date\":\"2026-11-21\",\"id\":0}");
        List<Frame> fromMaster =
                Wire.decode(Wire.GOLDEN_SEND_FLAG, FrameLimits.OF_REPLICA, Wire.golden("master-to-replica.bin"));
        assertThat(fromMaster)
                .extracting(Frame::type)
                .startsWith(
                        MessageType.GREETING_REPLY,
                        MessageType.RECORDS,
                        MessageType.DAY_FINISHED,
                        MessageType.RECORDS,
                        MessageType.RECORDS);
        assertThat(fromMaster.get(2).text()).isEqualTo("2026-11-21");
        fromReplica.forEach(Frame::release);
        fromMaster.forEach(Frame::release);
    }

    @Test
    void framesOfGoAreTheSameWhereverTheStreamIsCut() {
        byte[] stream = Wire.golden("master-to-replica.bin");
        byte[] whole = flat(stream);
        for (int cut = 0; cut <= stream.length; cut++) {
            byte[] pieces = flat(Arrays.copyOfRange(stream, 0, cut), Arrays.copyOfRange(stream, cut, stream.length));
            assertThat(Arrays.equals(pieces, whole)).as("cut at %d", cut).isTrue();
        }
    }

    /** The frames of a stream as bytes: type, length and body of each. */
    private static byte[] flat(byte[]... pieces) {
        ByteBuf flat = Unpooled.buffer();
        for (Frame frame : Wire.decode(Wire.GOLDEN_SEND_FLAG, FrameLimits.OF_REPLICA, pieces)) {
            flat.writeShort(frame.type().code());
            flat.writeInt(frame.content().readableBytes());
            flat.writeBytes(frame.content());
            frame.release();
        }
        return ByteBufUtil.getBytes(flat);
    }

    @Test
    void whatIsWrittenIsWhatGoWrote() {
        byte[] golden = Wire.golden("replica-to-master.bin");
        byte[] ours = Wire.concat(
                Wire.encode(Wire.GOLDEN_SEND_FLAG, Frame.ofText(MessageType.GREETING, ReplicaSession.GREETING)),
                Wire.encode(
                        Wire.GOLDEN_SEND_FLAG, Frame.ofText(MessageType.REQUEST, "{\"date\":\"2026-11-21\",\"id\":0}")),
                Wire.encode(
                        Wire.GOLDEN_SEND_FLAG, Frame.ofText(MessageType.REQUEST, "{\"date\":\"2026-11-22\",\"id\":0}")),
                Wire.encode(Wire.GOLDEN_SEND_FLAG, Frame.empty(MessageType.HEARTBEAT)),
                Wire.encode(Wire.GOLDEN_SEND_FLAG, Frame.empty(MessageType.HEARTBEAT)),
                Wire.encode(Wire.GOLDEN_SEND_FLAG, Frame.empty(MessageType.HEARTBEAT)));
        assertThat(ours).isEqualTo(golden);
    }

    @Test
    void bodiesOfAnyKindComeBack() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            byte[] body = new byte[random.nextInt(round % 10 == 0 ? 400_000 : 2_000)];
            if (round % 3 == 0) {
                random.nextBytes(body);
            } else {
                Arrays.fill(body, (byte) round);
            }
            byte[] bytes = Wire.encode(FLAG, new Frame(MessageType.RECORDS, Unpooled.wrappedBuffer(body)));
            assertThat(bytes.length).isLessThanOrEqualTo(FrameHeader.BYTES + body.length);
            List<Frame> frames = Wire.decode(FLAG, FrameLimits.OF_REPLICA, bytes);
            assertThat(frames).hasSize(1);
            assertThat(ByteBufUtil.getBytes(frames.get(0).content())).isEqualTo(body);
            frames.get(0).release();
        }
    }

    @Test
    void theLargestFrameIsCarriedAndTheNextLargerRefused() {
        byte[] largest = new byte[FrameLimits.MAX_BODY_BYTES];
        new Random(5).nextBytes(largest);
        byte[] bytes = Wire.encode(FLAG, new Frame(MessageType.RECORDS, Unpooled.wrappedBuffer(largest)));
        List<Frame> frames = Wire.decode(FLAG, FrameLimits.OF_REPLICA, bytes);
        assertThat(frames.get(0).content()).isEqualTo(Unpooled.wrappedBuffer(largest));
        frames.get(0).release();
        byte[] larger = Arrays.copyOf(largest, largest.length + 1);
        assertThatThrownBy(() -> Wire.encode(FLAG, new Frame(MessageType.RECORDS, Unpooled.wrappedBuffer(larger))))
                .hasMessageContaining("16777215");
    }

    @Test
    void anotherSendFlagIsRefused() {
        assertRefused(header(FLAG + 1, 0, 7, 0, 0), "send flag 78, want 77");
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertRefused(header(FLAG, 0, 9, 0, 0), "unknown message type 9");
    }

    @Test
    void aBodyBeyondItsBoundIsRefusedOnSightOfTheHeader() {
        assertRefused(header(FLAG, 1, 302, 100, 5_000), "a body of 5000 bytes, want at most 1000");
    }

    @Test
    void aContentBeyondItsBoundIsRefusedOnSightOfTheHeader() {
        assertRefused(header(FLAG, 1, 302, 2_001, 50), "a content of 2001 bytes, want 0 to 2000");
        assertRefused(header(FLAG, 1, 302, -1, 50), "a content of -1 bytes");
    }

    @Test
    void lengthsThatDifferWithoutZlibAreRefused() {
        assertRefused(header(FLAG, 0, 302, 51, 50), "want the same");
    }

    @Test
    void anotherZlibFlagIsRefused() {
        assertRefused(header(FLAG, 2, 302, 50, 50), "zlib 2, want 0 or 1");
    }

    @Test
    void brokenZlibIsRefused() {
        assertRefused(deflatedFrame(100, new byte[] {0x78, 1, 2, 3, 4, 5, 6}), "zlib");
    }

    @Test
    void zlibThatIsCutShortIsRefused() {
        byte[] deflated = deflate(new byte[100]);
        for (int length = 0; length < deflated.length; length++) {
            assertRefused(deflatedFrame(100, Arrays.copyOf(deflated, length)), "cut short");
        }
    }

    @Test
    void zlibThatInflatesPastItsContentLengthIsRefused() {
        assertRefused(deflatedFrame(99, deflate(new byte[100])), "past its content length of 99");
        assertRefused(deflatedFrame(0, deflate(new byte[100_000])), "past its content length of 0");
    }

    @Test
    void zlibThatInflatesToLessIsRefused() {
        assertRefused(deflatedFrame(101, deflate(new byte[100])), "inflated to 100 bytes, want 101");
    }

    @Test
    void bytesAfterTheZlibStreamAreRefused() {
        assertRefused(deflatedFrame(100, Wire.concat(deflate(new byte[100]), new byte[3])), "3 bytes left over");
    }

    @Test
    void nothingIsTakenAfterARefusal() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FLAG, FrameLimits.OF_MASTER));
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(header(FLAG + 1, 0, 1, 0, 0))))
                .isInstanceOf(DecoderException.class);
        channel.writeInbound(Unpooled.wrappedBuffer(header(FLAG, 0, 1, 0, 0)));
        Frame after = channel.readInbound();
        assertThat(after).isNull();
        channel.finishAndReleaseAll();
    }

    @Test
    void randomBytesNeverDoMoreThanRefuse() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (round % 2 == 0 && bytes.length > FrameHeader.BYTES) {
                // Past the send flag and the type, so that lengths and zlib are reached.
                byte[] header = header(FLAG, random.nextInt(2), 302, random.nextInt(2_200), random.nextInt(64));
                System.arraycopy(header, 0, bytes, 0, header.length);
            }
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FLAG, new FrameLimits(1_000, 2_000)));
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(bytes));
                channel.finish();
            } catch (DecoderException e) {
                assertThat(e).hasCauseInstanceOf(SyncProtocolException.class);
            } catch (Exception e) {
                assertThat(e).isInstanceOf(SyncProtocolException.class).hasMessageContaining("cut short");
            } finally {
                channel.releaseInbound();
            }
        }
    }

    @Test
    void aFrameThatTheEndOfTheLinkCutsShortIsTold() {
        byte[] frame = Wire.encode(FLAG, Frame.ofText(MessageType.GREETING, "hello"));
        for (int length = 1; length < frame.length; length++) {
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FLAG, FrameLimits.OF_MASTER));
            channel.writeInbound(Unpooled.wrappedBuffer(frame, 0, length));
            assertThatThrownBy(channel::finish)
                    .isInstanceOf(SyncProtocolException.class)
                    .hasMessageContaining("cut short: the link ended after " + length + " bytes");
            channel.releaseInbound();
        }
    }

    private static void assertRefused(byte[] bytes, String reason) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FLAG, new FrameLimits(1_000, 2_000)));
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(bytes)))
                .hasCauseInstanceOf(SyncProtocolException.class)
                .hasMessageContaining(reason);
        channel.finishAndReleaseAll();
    }

    private static byte[] deflatedFrame(int contentLength, byte[] body) {
        return Wire.concat(header(FLAG, 1, 302, contentLength, body.length), body);
    }

    private static byte[] header(int flag, int zlib, int type, int contentLength, int bodyLength) {
        return new byte[] {
            (byte) flag,
            (byte) (flag >> 8),
            (byte) (flag >> 16),
            (byte) (flag >> 24),
            (byte) zlib,
            0,
            (byte) type,
            (byte) (type >> 8),
            (byte) contentLength,
            (byte) (contentLength >> 8),
            (byte) (contentLength >> 16),
            (byte) (contentLength >> 24),
            (byte) bodyLength,
            (byte) (bodyLength >> 8),
            (byte) (bodyLength >> 16)
        };
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[256];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
