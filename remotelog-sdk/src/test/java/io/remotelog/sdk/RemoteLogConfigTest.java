package io.remotelog.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.remotelog.protocol.security.ClientSecurity;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteLogConfigTest {
    private static final RemoteLogConfig DEFAULTS = RemoteLogConfig.defaults("master", 1235);

    @Test
    void defaultsArePinned() {
        assertThat(DEFAULTS.host()).isEqualTo("master");
        assertThat(DEFAULTS.port()).isEqualTo(1235);
        assertThat(DEFAULTS.deadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(DEFAULTS.maxUnansweredBytes()).isEqualTo(16_777_216);
        assertThat(DEFAULTS.maxUnansweredRecords()).isEqualTo(100_000);
        assertThat(DEFAULTS.maxPayloadBytes()).isEqualTo(8_388_608);
        assertThat(DEFAULTS.security()).isEqualTo(ClientSecurity.NONE);
        assertThat(DEFAULTS.linger()).isEqualTo(Duration.ofMillis(1));
        assertThat(DEFAULTS.maxBatchBytes()).isEqualTo(262_144);
        assertThat(DEFAULTS.compression()).isFalse();
        assertThat(DEFAULTS.ack()).isEqualTo(Ack.DURABLE);
        assertThat(DEFAULTS.whenFull()).isEqualTo(WhenFull.BLOCK);
    }

    @Test
    void copiesChangeOneSetting() {
        RemoteLogConfig changed = DEFAULTS.withDeadline(Duration.ofMillis(1))
                .withMaxPayloadBytes(10)
                .withMaxUnansweredBytes(20)
                .withMaxUnansweredRecords(30)
                .withSecurity(ClientSecurity.NONE.withInsecure())
                .withLinger(Duration.ZERO)
                .withMaxBatchBytes(1)
                .withCompression(true)
                .withAck(Ack.WRITTEN)
                .withWhenFull(WhenFull.DROP_NEWEST);

        assertThat(changed.linger()).isZero();
        assertThat(changed.maxBatchBytes()).isEqualTo(1);
        assertThat(changed.compression()).isTrue();
        assertThat(changed.ack()).isEqualTo(Ack.WRITTEN);
        assertThat(changed.whenFull()).isEqualTo(WhenFull.DROP_NEWEST);
        assertThat(changed.host()).isEqualTo("master");
        assertThat(changed.port()).isEqualTo(1235);
        assertThat(changed.deadline()).isEqualTo(Duration.ofMillis(1));
        assertThat(changed.maxUnansweredBytes()).isEqualTo(20);
        assertThat(changed.maxUnansweredRecords()).isEqualTo(30);
        assertThat(changed.maxPayloadBytes()).isEqualTo(10);
        assertThat(changed.security()).isEqualTo(ClientSecurity.NONE.withInsecure());
        assertThat(changed).isNotEqualTo(DEFAULTS);
    }

    @Test
    void configsOfEqualSettingsAreEqual() {
        assertThat(DEFAULTS.withDeadline(Duration.ofMillis(7))).isEqualTo(DEFAULTS.withDeadline(Duration.ofMillis(7)));
        assertThat(DEFAULTS.withDeadline(Duration.ofMillis(7))).isNotEqualTo(DEFAULTS);
    }

    @Test
    void masterIsReadFromText() {
        assertThat(RemoteLogConfig.defaults("master:1235")).isEqualTo(DEFAULTS);
        assertThat(RemoteLogConfig.defaults("[::1]:1235").host()).isEqualTo("::1");
        assertThat(RemoteLogConfig.defaults("[::1]:1235").master()).isEqualTo("[::1]:1235");
        assertThat(RemoteLogConfig.defaults("127.0.0.1:65535").master()).isEqualTo("127.0.0.1:65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "master",
                ":1",
                "master:",
                "master:0",
                "master:65536",
                "::1:1235",
                "[master]:1",
                "a:b:1",
                "m:-1"
            })
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> RemoteLogConfig.defaults(text));
    }

    @Test
    void valuesOutOfRangeAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RemoteLogConfig.defaults(" ", 1))
                .withMessageContaining("host");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RemoteLogConfig.defaults("m", 0))
                .withMessage("port 0, want 1 to 65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withDeadline(Duration.ofNanos(999_999)))
                .withMessageContaining("deadline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withDeadline(Duration.ofDays(1).plusNanos(1)))
                .withMessageContaining("deadline");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxPayloadBytes(16_777_174))
                .withMessage("maxPayloadBytes 16777174, want 0 to 16777173");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxPayloadBytes(-1))
                .withMessageContaining("maxPayloadBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxUnansweredBytes(8_388_607))
                .withMessageContaining("maxUnansweredBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxUnansweredRecords(0))
                .withMessageContaining("maxUnansweredRecords");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withLinger(Duration.ofMillis(1_001)))
                .withMessageContaining("linger");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withMaxBatchBytes(4_194_305))
                .withMessage("maxBatchBytes 4194305, want 1 to 4194304");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ack.replicated(0, Duration.ofSeconds(1)))
                .withMessage("replicas 0, want 1 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ack.replicated(1, Duration.ofSeconds(61)))
                .withMessageContaining("want 1 ms to 60 s");
    }
}
