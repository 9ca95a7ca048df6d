package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MasterConfigTest {
    @Test
    void theDefaultsAreThese() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        assertThat(MasterConfig.defaults())
                .isEqualTo(new MasterConfig(
                        Optional.of(new InetSocketAddress(loopback, 1235)),
                        Optional.of(new InetSocketAddress(loopback, 2222)),
                        398359203,
                        Optional.empty(),
                        OptionalInt.empty(),
                        8388608,
                        67108864,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30)));
    }

    @Test
    void eachSettingCanBeChanged() {
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.empty())
                .withSyncAddress(Optional.empty())
                .withSendFlag(-1)
                .withZone(Optional.of(ZoneId.of("Asia/Tokyo")))
                .withRetainDays(OptionalInt.of(7))
                .withMaxRecordBytes(5)
                .withQueue(6, Duration.ofSeconds(1));
        assertThat(config)
                .isEqualTo(new MasterConfig(
                        Optional.empty(),
                        Optional.empty(),
                        -1,
                        Optional.of(ZoneId.of("Asia/Tokyo")),
                        OptionalInt.of(7),
                        5,
                        6,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30)));
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        MasterConfig defaults = MasterConfig.defaults();
        assertThatThrownBy(() -> defaults.withMaxRecordBytes(0)).hasMessageContaining("0, want 1 to 16777173");
        assertThatThrownBy(() -> defaults.withMaxRecordBytes(16777174)).hasMessageContaining("16777174");
        assertThatThrownBy(() -> defaults.withRetainDays(OptionalInt.of(0))).hasMessageContaining("want 1 or more");
        assertThatThrownBy(() -> defaults.withQueue(0, Duration.ZERO)).hasMessageContaining("want 1 or more");
    }
}
