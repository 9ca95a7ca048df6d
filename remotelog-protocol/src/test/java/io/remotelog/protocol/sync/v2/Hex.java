package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Messages as the description of the package has them, written by hand, and the codec that has to agree. */
final class Hex {
    static final int MAX_CONTENT_BYTES = 1 << 20;

    private Hex() {}

    /** Bytes of digits; blanks are passed over. */
    static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    static String ofText(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A message that is sent as it is. */
    static byte[] message(int type, String body) {
        int length = bytes(body).length;
        return message("%02x 00 0000 %08x %08x".formatted(type, length, length), body);
    }

    /** A message with this head, up to the checksum, which is right. */
    static byte[] message(String head, String body) {
        return bytes(head + " %08x ".formatted(crc32c(bytes(head + body))) + body);
    }

    /** CRC32C, bit by bit: the polynomial 0x1EDC6F41, reflected. */
    static int crc32c(byte[] bytes) {
        int crc = ~0;
        for (byte each : bytes) {
            crc ^= each & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82F63B78;
            }
        }
        return ~crc;
    }

    /** What the encoder makes of a message. */
    static byte[] encode(Message message, boolean compress) {
        MessageEncoder encoder = new MessageEncoder();
        EmbeddedChannel channel = new EmbeddedChannel(encoder);
        if (compress) {
            encoder.compress();
        }
        channel.writeOutbound(message);
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        channel.finishAndReleaseAll();
        return ByteBufUtil.getBytes(all);
    }

    /** The messages that are in some pieces of a stream, which ends after them. The caller releases what is of records. */
    static List<Message> decode(byte[]... pieces) throws SyncProtocolException {
        EmbeddedChannel channel = new EmbeddedChannel(new MessageDecoder(MAX_CONTENT_BYTES));
        List<Message> messages = new ArrayList<>();
        try {
            for (byte[] piece : pieces) {
                channel.writeInbound(Unpooled.wrappedBuffer(piece));
            }
            for (Message each = channel.readInbound(); each != null; each = channel.readInbound()) {
                messages.add(each);
            }
            channel.finish();
            channel.checkException();
            return messages;
        } catch (DecoderException e) {
            throw (SyncProtocolException) e.getCause();
        } catch (Exception e) {
            if (e instanceof SyncProtocolException ofTheStream) {
                throw ofTheStream;
            }
            throw new AssertionError(e);
        } finally {
            channel.releaseInbound();
        }
    }
}
