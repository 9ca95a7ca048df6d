package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Retention;
import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.protocol.security.ClientTlsFiles;
import io.remotelog.protocol.security.KeyFiles;
import io.remotelog.protocol.security.Token;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaConfigTest {
    private static final ReplicaConfig DEFAULTS = ReplicaConfig.of("master.example", 2222);

    @TempDir
    private Path folder;

    @Test
    void theDefaultsAreThese() {
        assertThat(DEFAULTS)
                .isEqualTo(new ReplicaConfig(
                        "master.example",
                        2222,
                        398359203,
                        0,
                        Retention.ALL,
                        Optional.empty(),
                        Mirroring.defaults(),
                        Duration.ofSeconds(4),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5),
                        ClientSecurity.NONE));
    }

    @Test
    void eachSettingCanBeChanged() {
        ZoneId tokyo = ZoneId.of("Asia/Tokyo");
        Mirroring link = Mirroring.defaults().withName(Optional.of("berlin"));
        assertThat(DEFAULTS.withSendFlag(5)
                        .withHistoryDays(6)
                        .withRetention(Retention.ofDays(7))
                        .withZone(Optional.of(tokyo))
                        .withMirroring(link)
                        .withSecurity(ClientSecurity.NONE.withInsecure()))
                .isEqualTo(new ReplicaConfig(
                        "master.example",
                        2222,
                        5,
                        6,
                        Retention.ofDays(7),
                        Optional.of(tokyo),
                        link,
                        Duration.ofSeconds(4),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(5),
                        ClientSecurity.NONE.withInsecure()));
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThatThrownBy(() -> ReplicaConfig.of(" ", 1)).hasMessageContaining("want a name or an address");
        assertThatThrownBy(() -> ReplicaConfig.of("h", 0)).hasMessageContaining("0, want 1 to 65535");
        assertThatThrownBy(() -> ReplicaConfig.of("h", 65536)).hasMessageContaining("65536");
        assertThatThrownBy(() -> DEFAULTS.withHistoryDays(-1)).hasMessageContaining("want 0 to 100000");
    }

    @Test
    void aPortOfFurtherReplicasThatStrangersReachIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef");
        ClientSecurity token = ClientSecurity.NONE.withToken(Token.read(file));
        KeyFiles own = new KeyFiles(file, file);
        ClientTlsFiles mutual = new ClientTlsFiles(Optional.of(file), Optional.of(own));
        ReplicaConfig open = listening("0.0.0.0");
        for (ReplicaConfig unprotected : List.of(
                open,
                listening("::"),
                listening("not.known.invalid"),
                open.withSecurity(
                        ClientSecurity.NONE.withTls(new ClientTlsFiles(Optional.empty(), Optional.of(own)))))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(unprotected::requireProtected)
                    .withMessageContainingAll(
                            "could read the log, want one of:",
                            "--tls-ca",
                            "--token-file",
                            "--send-flag",
                            "--insecure");
        }
        for (ReplicaConfig protectedOne : List.of(
                DEFAULTS,
                listening("127.0.0.1"),
                listening("::1"),
                open.withSendFlag(5),
                open.withSecurity(token),
                open.withSecurity(ClientSecurity.NONE.withTls(mutual)),
                open.withSecurity(ClientSecurity.NONE.withInsecure()))) {
            assertThatNoException().isThrownBy(protectedOne::requireProtected);
        }
        LogStore store = LogStores.open(folder.resolve("r").toString());
        assertThatIllegalArgumentException().isThrownBy(() -> Replica.start(store, open, () -> {}));
        assertThat(folder.resolve("r")).doesNotExist();
    }

    @Test
    void aPortOfFurtherReplicasIsNotInClearTextBehindAMasterThatIsDialledByTls() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "0123456789abcdef");
        ClientSecurity secret = ClientSecurity.NONE.withToken(Token.read(file));
        ClientTlsFiles ca = new ClientTlsFiles(Optional.of(file), Optional.empty());
        ClientTlsFiles own = new ClientTlsFiles(Optional.of(file), Optional.of(new KeyFiles(file, file)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        listening("0.0.0.0").withSecurity(secret.withTls(ca)).requireProtected())
                .withMessageContainingAll(
                        "in clear text from 0.0.0.0", "--tls-cert FILE and --tls-key FILE", "--insecure");
        for (ReplicaConfig allowed : List.of(
                listening("127.0.0.1").withSecurity(secret.withTls(ca)),
                listening("0.0.0.0").withSecurity(secret.withTls(own)),
                listening("0.0.0.0").withSecurity(secret.withTls(ca).withInsecure()))) {
            assertThatNoException().isThrownBy(allowed::requireProtected);
        }
    }

    private static ReplicaConfig listening(String host) {
        return ReplicaConfig.of("localhost", 2222)
                .withMirroring(Mirroring.defaults().withSyncAddress(Optional.of(new InetSocketAddress(host, 0))));
    }

    @Test
    void theDefaultsOfTheLinkAreThese() {
        assertThat(Mirroring.defaults())
                .isEqualTo(new Mirroring(
                        Optional.empty(),
                        Mirroring.Protocol.AUTO,
                        Mirroring.Compression.AUTO,
                        67_108_864,
                        OptionalLong.empty(),
                        Optional.empty()));
    }

    @Test
    void whatIsOutOfRangeOfTheLinkIsRefused() {
        Mirroring link = Mirroring.defaults();
        for (String name : List.of("", "-x", "a b", "x".repeat(65), "\u00e9")) {
            assertThatThrownBy(() -> link.withName(Optional.of(name))).hasMessageContaining("replica name '" + name);
        }
        assertThatThrownBy(() -> link.withMaxRecordBytes(0)).hasMessageContaining("0, want 1 to 67108864");
        assertThatThrownBy(() -> link.withMaxRecordBytes(67_108_865)).hasMessageContaining("want 1 to 67108864");
        assertThatThrownBy(() -> link.withMaxRate(OptionalLong.of(0))).hasMessageContaining("want 1 or more");
    }

    @Test
    void theWaitDoublesUpToItsBoundAndIsCutAtRandom() {
        Duration min = Duration.ofMillis(100);
        Duration max = Duration.ofSeconds(5);
        Random random = new Random(9);
        for (int failures = 0; failures < 100; failures++) {
            long full = failures < 6 ? 100L << failures : 5_000;
            for (int i = 0; i < 50; i++) {
                long wait = Dialer.backoff(failures, min, max, random).toMillis();
                assertThat(wait).isBetween(full / 2, full);
            }
        }
    }
}
