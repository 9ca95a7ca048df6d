package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import io.remotelog.api.Epoch;
import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds encoder and decoder to the bytes that the description of the package tells. */
class MessageCodecTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    /** 20779 days since 1970. */
    private static final String DAY_HEX = "0000512b";

    private static final UUID ONE = UUID.fromString("00000000-0000-0001-0000-000000000002");
    private static final UUID TWO = UUID.fromString("00000000-0000-0003-0000-000000000004");
    private static final String NONCE = "00112233445566778899aabbccddeeff";

    /** A message, and what it is on the wire. */
    record Golden(String name, Message message, String hex) {
        Golden(String name, Message message, byte[] bytes) {
            this(name, message, HexFormat.of().formatHex(bytes));
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Golden> golden() {
        Hello hello = new Hello(
                Optional.of("berlin"),
                ONE,
                Optional.of("aa"),
                NONCE,
                true,
                8_388_608,
                OptionalLong.of(100_000),
                List.of(new Epoch(TWO, new Position(DAY, 17))),
                Optional.of(new RecordMark(new Position(DAY, 41), 0xDEADBEEF)),
                List.of(new Position(DAY, 42)),
                Optional.of(DAY.plusDays(1)),
                0,
                true);
        Hello least = new Hello(
                Optional.empty(),
                ONE,
                Optional.empty(),
                NONCE,
                false,
                1,
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                30,
                false);
        return List.of(
                new Golden(
                        "hello",
                        new Message.Greets(hello),
                        Hex.message(
                                1,
                                Hex.ofText("{\"name\":\"berlin\",\"instance\":\"" + ONE
                                        + "\",\"proof\":\"aa\",\"nonce\":\""
                                        + NONCE + "\",\"zstd\":true,\"maxRecordBytes\":8388608,\"maxRate\":100000,"
                                        + "\"epochs\":[\"" + TWO + " 2026-11-22/17\"],\"last\":\"2026-11-22/41\","
                                        + "\"lastCrc32c\":3735928559,\"unfinished\":[\"2026-11-22/42\"],"
                                        + "\"next\":\"2026-11-23\",\"historyDays\":0,\"commitsDurably\":true}"))),
                new Golden(
                        "least hello",
                        new Message.Greets(least),
                        Hex.message(
                                1,
                                Hex.ofText("{\"instance\":\"" + ONE + "\",\"nonce\":\"" + NONCE
                                        + "\",\"zstd\":false,\"maxRecordBytes\":1,\"epochs\":[],\"unfinished\":[],"
                                        + "\"historyDays\":30}"))),
                new Golden(
                        "welcome",
                        new Message.Welcomes(new Welcome(
                                Optional.of("bb"),
                                true,
                                Optional.of(ONE),
                                ZoneId.of("Europe/Berlin"),
                                Optional.of(TWO),
                                List.of(new Epoch(ONE, new Position(DAY, 0))))),
                        Hex.message(
                                2,
                                Hex.ofText("{\"proof\":\"bb\",\"zstd\":true,\"log\":\"" + ONE
                                        + "\",\"zone\":\"Europe/Berlin\",\"common\":\"" + TWO + "\",\"epochs\":[\""
                                        + ONE
                                        + " 2026-11-22/0\"]}"))),
                new Golden(
                        "refusal",
                        new Message.Refuses(new Refusal(Refusal.Reason.DIVERGED, "why")),
                        Hex.message(3, Hex.ofText("{\"reason\":\"DIVERGED\",\"text\":\"why\"}"))),
                new Golden(
                        "records",
                        new Message.Records(
                                DAY,
                                7,
                                2,
                                100,
                                Unpooled.wrappedBuffer(
                                        Hex.bytes("6a000000 03e8 00000002 6869  6a000001 ffff 00000000"))),
                        Hex.message(
                                4,
                                DAY_HEX + "00000002 0000000000000007 0000000000000064"
                                        + "6a000000 03e8 00000002 6869  6a000001 ffff 00000000")),
                new Golden(
                        "day finished",
                        new Message.DayFinished(DAY, 1000),
                        Hex.message(5, DAY_HEX + "00000000000003e8")),
                new Golden(
                        "gap",
                        new Message.Missing(new Gap(new Position(DAY, 3), DAY.plusDays(1), "ä")),
                        Hex.message(6, DAY_HEX + "0000000000000003 0000512c c3a4")),
                new Golden(
                        "stopped",
                        new Message.Stopped(new Position(DAY, 3), "bad"),
                        Hex.message(7, DAY_HEX + "0000000000000003 626164")),
                new Golden(
                        "heartbeat",
                        new Message.Heartbeat(new Position(DAY, 3), Instant.ofEpochMilli(1_795_000_000_123L)),
                        Hex.message(8, DAY_HEX + "0000000000000003 000001a1ee565e7b")),
                new Golden(
                        "ack",
                        new Message.Ack(new Position(DAY, 4_294_967_296L)),
                        Hex.bytes("09 00 0000 0000000c 0000000c 38156578 " + DAY_HEX + "0000000100000000")));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void theEncoderWritesWhatIsDescribed(Golden golden) {
        assertThat(HexFormat.of().formatHex(Hex.encode(golden.message(), false)))
                .isEqualTo(golden.hex());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void theDecoderReadsWhatIsDescribedWhereverItIsSplit(Golden golden) throws SyncProtocolException {
        byte[] bytes = golden.bytes();
        for (int at = 0; at <= bytes.length; at++) {
            byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
            List<Message> read = Hex.decode(Arrays.copyOf(bytes, at), rest);
            assertThat(read).as("split at %d", at).hasSize(1);
            assertSame(read.get(0), golden.message());
        }
        byte[][] single = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            single[i] = new byte[] {bytes[i]};
        }
        List<Message> read = Hex.decode(single);
        assertThat(read).hasSize(1);
        assertSame(read.get(0), golden.message());
    }

    private static void assertSame(Message got, Message want) {
        if (want instanceof Message.Records records) {
            Message.Records other = (Message.Records) got;
            assertThat(other.body().refCnt()).isEqualTo(1);
            assertThat(other).isEqualTo(records);
            assertThat(other.release()).isTrue();
        } else {
            assertThat(got).isEqualTo(want);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void everySingleBitThatIsFlippedIsNoticed(Golden golden) {
        for (int bit = 0; bit < golden.bytes().length * 8; bit++) {
            byte[] flipped = golden.bytes().clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> Hex.decode(flipped)).as("bit %d", bit).isInstanceOf(SyncProtocolException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void aMessageThatTheEndOfTheLinkCutsShortIsTold(Golden golden) {
        for (int length = 1; length < golden.bytes().length; length++) {
            byte[] cut = Arrays.copyOf(golden.bytes(), length);
            assertThatThrownBy(() -> Hex.decode(cut))
                    .isInstanceOf(SyncProtocolException.class)
                    .hasMessage("message cut short: the link ended after " + cut.length + " bytes of it");
        }
    }

    @Test
    void messagesInOnePieceAreAllRead() throws SyncProtocolException {
        byte[] all = new byte[0];
        for (Golden golden : golden()) {
            byte[] longer = Arrays.copyOf(all, all.length + golden.bytes().length);
            System.arraycopy(golden.bytes(), 0, longer, all.length, golden.bytes().length);
            all = longer;
        }
        List<Message> read = Hex.decode(all);
        assertThat(read).hasSameSizeAs(golden());
        for (int i = 0; i < read.size(); i++) {
            assertSame(read.get(i), golden().get(i).message());
        }
    }

    @Test
    void aLargeBatchIsOneZstdFrameAndASmallOneIsNot() throws SyncProtocolException {
        byte[] record =
                ("6a0000000001" + "000007d0" + Hex.ofText("x".repeat(2000))).getBytes(StandardCharsets.US_ASCII);
        String records = new String(record, StandardCharsets.US_ASCII);
        ByteBuf body = Unpooled.wrappedBuffer(Hex.bytes(records));
        byte[] sent = Hex.encode(new Message.Records(DAY, 0, 1, 1, body), true);
        assertThat(body.refCnt()).isZero();
        byte[] content = Hex.bytes(DAY_HEX + "00000001 0000000000000000 0000000000000001" + records);
        byte[] frame = Arrays.copyOfRange(sent, MessageHeader.BYTES, sent.length);
        assertThat(Zstd.decompress(frame, content.length)).isEqualTo(content);
        assertThat(sent).isEqualTo(compressed(4, frame, content.length));
        Message.Records read = (Message.Records) Hex.decode(sent).get(0);
        assertThat(ByteBufUtil.getBytes(read.body())).isEqualTo(Hex.bytes(records));
        assertThat(read.release()).isTrue();
        byte[] small = Hex.encode(golden().get(4).message(), true);
        assertThat(small).isEqualTo(golden().get(4).bytes());
    }

    @Test
    void aBatchThatZstdDoesNotMakeSmallerGoesAsItIs() {
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        byte[] sent = Hex.encode(new Message.Records(DAY, 0, 1, 1, Unpooled.wrappedBuffer(noise)), true);
        assertThat(sent).hasSize(16 + 24 + 5000);
        assertThat(sent[1]).isZero();
    }

    static byte[] compressed(int type, byte[] frame, int contentLength) {
        return Hex.message(
                "%02x 01 0000 %08x %08x".formatted(type, frame.length, contentLength),
                HexFormat.of().formatHex(frame));
    }

    @Test
    void aMessageOfNoRecordsIsOne() throws SyncProtocolException {
        byte[] bytes = Hex.message(4, DAY_HEX + "00000000 0000000000000000 0000000000000000");
        Message message = new Message.Records(DAY, 0, 0, 0, Unpooled.EMPTY_BUFFER);
        assertThat(Hex.encode(message, false)).isEqualTo(bytes);
        Message read = Hex.decode(bytes).get(0);
        assertThat(read).isEqualTo(message);
        ReferenceCountUtil.release(read);
    }
}
