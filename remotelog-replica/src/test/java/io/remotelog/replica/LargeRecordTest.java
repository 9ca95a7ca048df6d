package io.remotelog.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records as large as version 2 carries them, and larger than a replica takes them. */
class LargeRecordTest extends MirroringTestBase {
    private final LocalDate today = LocalDate.now(ZONE);

    @ParameterizedTest
    @EnumSource(names = {"ZSTD", "NONE"})
    void recordsOfTheLargestSizeArriveAsTheyAre(Mirroring.Compression compression) throws Exception {
        Master master = master("master", 0, config -> config.withMaxRecordBytes(MasterConfig.MAX_RECORD_BYTES));
        Relay relay = opened(new Relay(port(master)));
        replica(
                "replica",
                relay.port(),
                config -> config.withMirroring(
                        Mirroring.defaults().withProtocol(Mirroring.Protocol.V2).withCompression(compression)));
        byte[] payload = new byte[MasterConfig.MAX_RECORD_BYTES];
        new Random(5).nextBytes(payload);
        // Half of it can be compressed.
        Arrays.fill(payload, payload.length / 2, payload.length, (byte) 'a');
        master.commitData(1, ByteBuffer.wrap("before".getBytes(UTF_8)));
        master.commitData(2, ByteBuffer.wrap(payload));
        master.commitData(3, ByteBuffer.wrap("behind".getBytes(UTF_8)));
        await().atMost(Duration.ofSeconds(60)).until(() -> count("replica", today) == 3);
        for (String file : new String[] {"index", "data000000"}) {
            assertThat(Files.mismatch(path("master", file), path("replica", file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        if (compression == Mirroring.Compression.ZSTD) {
            assertThat(relay.bytesOfMaster()).isBetween(payload.length / 2L, payload.length / 5L * 3);
        } else {
            assertThat(relay.bytesOfMaster()).isGreaterThan(payload.length);
        }
    }

    @Test
    void aRecordLargerThanTheReplicaTakesStopsItWithTheRemedy() throws Exception {
        try (LogLines log = new LogLines()) {
            Master master = master(0);
            Replica replica = replica(
                    "replica",
                    port(master),
                    config -> config.withMirroring(Mirroring.defaults().withMaxRecordBytes(1_000)));
            master.commitData(1, ByteBuffer.allocate(1_000));
            master.commitData(2, ByteBuffer.allocate(1_001));
            master.commitData(3, ByteBuffer.allocate(10));
            String of = " of day " + today
                    + " from id 1 on: the payload has 1001 bytes, but the replica takes at most 1000:"
                    + " start it with a larger --max-record-bytes";
            log.awaitMaster("ERROR replica ", " gets nothing" + of);
            log.awaitReplica("ERROR stopped: the master sends nothing" + of);
            awaitCount("replica", today, 1);
            close(replica);
            replica(
                    "replica",
                    port(master),
                    config -> config.withMirroring(Mirroring.defaults().withMaxRecordBytes(1_001)));
            awaitIdentical("replica", today);
        }
    }

    private Path path(String name, String file) {
        return folder(name).resolve(name(today)).resolve(file);
    }
}
