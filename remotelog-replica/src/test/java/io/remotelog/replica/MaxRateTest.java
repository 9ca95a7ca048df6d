package io.remotelog.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.master.Master;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A replica that asks for so many bytes a second at most while it catches up. */
class MaxRateTest extends MirroringTestBase {
    private static final int RATE = 1_000_000;
    private static final int RECORD_BYTES = 1_000;
    private static final int RECORDS = 4_000;
    private static final int LIVE = 20_000;

    @Test
    void theCatchUpKeepsToTheRateAndLiveRecordsDoNot() throws Exception {
        LocalDate today = LocalDate.now(ZONE);
        LocalDate yesterday = today.minusDays(1);
        fill(yesterday);
        Master master = master(0);
        Relay relay = opened(new Relay(port(master)));
        long begin = System.nanoTime();
        replica(
                "replica",
                relay.port(),
                config -> config.withHistoryDays(1)
                        .withMirroring(Mirroring.defaults()
                                .withCompression(Mirroring.Compression.NONE)
                                .withMaxRate(OptionalLong.of(RATE))));
        append(master, 10, 1);
        await().until(() -> count("replica", today) == 10);
        assertThat(count("replica", yesterday)).as("live records come first").isLessThan(RECORDS);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    long sent = relay.bytesOfMaster();
                    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
                    // A tenth of a second's bytes may come at once.
                    assertThat(sent).as("after %s s", seconds).isLessThan((long) (RATE * (seconds + 0.2)));
                    return count("replica", yesterday) == RECORDS;
                });
        assertThat(relay.bytesOfMaster()).isGreaterThan(RECORDS * RECORD_BYTES);

        ByteBuffer payload = ByteBuffer.allocate(RECORD_BYTES);
        CompletableFuture<Position> last = null;
        for (int i = 0; i < LIVE; i++) {
            last = master.commitDataAsync(1, payload);
        }
        assertThat(last).succeedsWithin(Duration.ofSeconds(15));
        // At the rate it would take 20 s.
        await().atMost(Duration.ofSeconds(15)).until(() -> count("replica", today) == LIVE + 10);
        awaitIdentical("replica", today);
    }

    private void fill(LocalDate day) throws IOException {
        try (LogStore store = open("master");
                var writer = store.writer(ZONE)) {
            writer.open(day);
            for (int i = 0; i < RECORDS; i++) {
                writer.append(i, (short) 1, ByteBuffer.allocate(RECORD_BYTES));
            }
            writer.commit();
            writer.finish(day);
        }
    }
}
