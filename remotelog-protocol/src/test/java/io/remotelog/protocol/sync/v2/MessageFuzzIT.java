package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.util.ReferenceCountUtil;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Whatever bytes of version 2 come: they are read, or they are refused in one line of bounded length. */
class MessageFuzzIT {
    private static final int MAX_PAYLOAD_BYTES = 1 << 16;
    private static final int HEAD_BYTES = 12;

    private static void isOneLine(SyncProtocolException refusal) {
        assertThat(refusal.getMessage()).hasSizeLessThan(1_000);
        assertThat(refusal.getMessage().chars()).noneMatch(Character::isISOControl);
    }

    @FuzzTest(maxDuration = "60s")
    void streams(byte[] stream) {
        try {
            Hex.decode(stream).forEach(ReferenceCountUtil::release);
        } catch (SyncProtocolException e) {
            isOneLine(e);
        }
    }

    /** The header up to the checksum, and the body: the lengths and the checksum are made right. */
    @FuzzTest(maxDuration = "60s")
    void messages(byte[] message) throws SyncProtocolException {
        if (message.length < HEAD_BYTES) {
            return;
        }
        ByteBuffer head = ByteBuffer.wrap(message.clone());
        int body = message.length - HEAD_BYTES;
        head.putInt(4, body);
        if (message[1] == 0) {
            head.putInt(8, body);
        }
        String hex = HexFormat.of().formatHex(head.array());
        List<Message> read;
        try {
            read = Hex.decode(Hex.message(hex.substring(0, 2 * HEAD_BYTES), hex.substring(2 * HEAD_BYTES)));
        } catch (SyncProtocolException e) {
            isOneLine(e);
            return;
        }
        assertThat(read).hasSize(1);
        if (read.get(0) instanceof Message.Records records) {
            walk(records);
            records.release();
        } else {
            assertThat(Hex.decode(Hex.encode(read.get(0), false))).isEqualTo(read);
        }
    }

    private static void walk(Message.Records records) {
        ByteBuffer body = records.body().nioBuffer();
        try {
            RecordsBody.check(body, records.count(), MAX_PAYLOAD_BYTES);
        } catch (SyncProtocolException e) {
            isOneLine(e);
            return;
        }
        AtomicInteger count = new AtomicInteger();
        AtomicInteger bytes = new AtomicInteger();
        RecordsBody.forEach(body, records.count(), (epochSeconds, type, payload) -> {
            count.incrementAndGet();
            bytes.addAndGet(RecordsBody.OVERHEAD_BYTES + payload.remaining());
        });
        assertThat(count).hasValue(records.count());
        assertThat(bytes).hasValue(body.remaining());
    }

    /** The first byte tells which of the three it is. */
    @FuzzTest(maxDuration = "60s")
    void json(byte[] text) throws SyncProtocolException {
        if (text.length == 0) {
            return;
        }
        String json = new String(Arrays.copyOfRange(text, 1, text.length), StandardCharsets.UTF_8);
        try {
            switch (text[0]) {
                case 'h' -> {
                    Hello hello = HelloJson.read(json);
                    assertThat(HelloJson.read(HelloJson.write(hello))).isEqualTo(hello);
                }
                case 'w' -> {
                    Welcome welcome = HelloJson.readWelcome(json);
                    assertThat(HelloJson.readWelcome(HelloJson.write(welcome))).isEqualTo(welcome);
                }
                default -> {
                    Refusal refusal = HelloJson.readRefusal(json);
                    assertThat(HelloJson.readRefusal(HelloJson.write(refusal))).isEqualTo(refusal);
                }
            }
        } catch (SyncProtocolException e) {
            isOneLine(e);
        }
    }
}
