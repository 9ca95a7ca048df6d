package io.remotelog.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.remotelog.api.Position;
import io.remotelog.protocol.payload.AppLogData;
import io.remotelog.protocol.payload.DbLogData;
import io.remotelog.sdk.TestMaster.Received;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a master gets, and what comes back. */
@Timeout(30)
final class SendTest {
    private static final AppLogData LINE =
            AppLogData.newBuilder().setLevel("info").setMessage("made").build();
    private static final DbLogData CHANGE =
            DbLogData.newBuilder().setDatabase("shop").setSql("delete").build();

    @Test
    void goMasterTakesEveryForm() throws Exception {
        try (TestMaster master = TestMaster.likeGo();
                RemoteLog log = RemoteLog.connect("127.0.0.1:" + master.port())) {
            Receipt none = new Receipt(Optional.empty());

            assertThat(log.sendDb(CHANGE)).isEqualTo(none);
            assertCame(master, "DbLogWrite", 1001, CHANGE.toByteString());
            assertThat(Futures.receipt(log.sendDbAsync(CHANGE))).isEqualTo(none);
            assertCame(master, "DbLogWrite", 1001, CHANGE.toByteString());
            assertThat(log.sendApp(LINE)).isEqualTo(none);
            assertCame(master, "AppLogWrite", 1101, LINE.toByteString());
            assertThat(Futures.receipt(log.sendAppAsync(LINE))).isEqualTo(none);
            assertCame(master, "AppLogWrite", 1101, LINE.toByteString());
            assertThat(log.sendJson("{\"a\":\"ü\"}")).isEqualTo(none);
            assertCame(master, "JsonLogWrite", 1201, ByteString.copyFrom("{\"a\":\"ü\"}", UTF_8));
            assertThat(Futures.receipt(log.sendJsonAsync("[]"))).isEqualTo(none);
            assertCame(master, "JsonLogWrite", 1201, ByteString.copyFromUtf8("[]"));
        }
    }

    @Test
    void rawRecordsGoToTheMethodOfTheirType() throws Exception {
        try (TestMaster master = TestMaster.likeGo();
                RemoteLog log = RemoteLog.connect(master.config())) {
            for (int type : new int[] {1001, 1101, 1201, 7, Short.MIN_VALUE, Short.MAX_VALUE}) {
                ByteBuffer payload = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 9}, 1, 3);

                log.send(type, payload);

                assertThat(payload.position()).isEqualTo(1);
                String method = type == 1001 ? "DbLogWrite" : type == 1201 ? "JsonLogWrite" : "AppLogWrite";
                assertCame(master, method, type, ByteString.copyFrom(new byte[] {1, 2, 3}));
            }
        }
    }

    @Test
    void payloadMayBeReusedAtOnce() throws Exception {
        try (TestMaster master = TestMaster.likeGo();
                RemoteLog log = RemoteLog.connect(master.config())) {
            byte[] bytes = {1};
            var sent = log.sendAsync(7, ByteBuffer.wrap(bytes));
            bytes[0] = 2;

            Futures.receipt(sent);

            assertCame(master, "AppLogWrite", 7, ByteString.copyFrom(new byte[] {1}));
        }
    }

    @Test
    void receiptHasThePosition() throws Exception {
        try (TestMaster master = TestMaster.start(record -> record.reply().respond(0, "ok", "2026-11-22/41"));
                RemoteLog log = RemoteLog.connect(master.config())) {
            assertThat(log.sendApp(LINE).position()).contains(Position.parse("2026-11-22/41"));
        }
    }

    @Test
    void whatIsNoPositionIsLeftOut() throws Exception {
        try (TestMaster master = TestMaster.start(record -> record.reply().respond(0, "ok", "2026-11-22/-1"));
                RemoteLog log = RemoteLog.connect(master.config())) {
            assertThat(log.sendApp(LINE).position()).isEmpty();
        }
    }

    @Test
    void longestPayloadPasses() throws Exception {
        try (TestMaster master = TestMaster.likeGo();
                RemoteLog log = RemoteLog.connect(master.config().withMaxPayloadBytes(16_777_173))) {
            log.send(7, ByteBuffer.allocate(16_777_173));

            assertThat(master.take().payload().size()).isEqualTo(16_777_173);
        }
    }

    @Test
    void whatNoMasterTakesIsRefusedAtOnce() throws Exception {
        try (TestMaster master = TestMaster.likeGo();
                RemoteLog log = RemoteLog.connect(master.config().withMaxPayloadBytes(3))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.send(7, ByteBuffer.allocate(4)))
                    .withMessageContaining("payload of 4 bytes, want at most 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.sendAsync(32_768, ByteBuffer.allocate(0)))
                    .withMessage("type 32768, want -32768 to 32767");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.sendAsync(-32_769, ByteBuffer.allocate(0)))
                    .withMessage("type -32769, want -32768 to 32767");
            assertThat(master.waiting()).isZero();
        }
    }

    private static void assertCame(TestMaster master, String method, int type, ByteString payload)
            throws InterruptedException {
        Received record = master.take();
        assertThat(record.method()).isEqualTo(method);
        assertThat(record.type()).isEqualTo(type);
        assertThat(record.payload()).isEqualTo(payload);
    }
}
