package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.Retention;
import io.remotelog.protocol.security.ServerSecurity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
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
                        Retention.ALL,
                        8388608,
                        67108864,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        new ReplicaPolicy(Set.of(), Duration.ofSeconds(60)),
                        ServerSecurity.NONE));
    }

    @Test
    void eachSettingCanBeChanged() {
        ReplicaPolicy policy = new ReplicaPolicy(Set.of("a", "b"), Duration.ofSeconds(9));
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.empty())
                .withSyncAddress(Optional.empty())
                .withSendFlag(-1)
                .withZone(Optional.of(ZoneId.of("Asia/Tokyo")))
                .withRetention(Retention.ofDays(7))
                .withMaxRecordBytes(5)
                .withQueue(6, Duration.ofSeconds(1))
                .withReplicas(policy)
                .withSecurity(ServerSecurity.NONE.withInsecure());
        assertThat(config)
                .isEqualTo(new MasterConfig(
                        Optional.empty(),
                        Optional.empty(),
                        -1,
                        Optional.of(ZoneId.of("Asia/Tokyo")),
                        Retention.ofDays(7),
                        5,
                        6,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        policy,
                        ServerSecurity.NONE.withInsecure()));
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        MasterConfig defaults = MasterConfig.defaults();
        assertThatThrownBy(() -> defaults.withMaxRecordBytes(0)).hasMessageContaining("0, want 1 to 67108864");
        assertThatThrownBy(() -> defaults.withMaxRecordBytes(67108865)).hasMessageContaining("67108865");
        assertThatThrownBy(() -> defaults.withQueue(0, Duration.ZERO)).hasMessageContaining("want 1 or more");
        assertThatThrownBy(() -> new ReplicaPolicy(Set.of("a b"), Duration.ofSeconds(1)))
                .hasMessageContaining("replica name 'a b'");
        assertThatThrownBy(() -> new ReplicaPolicy(Set.of(), Duration.ZERO)).hasMessageContaining("lag warning PT0S");
    }
}
