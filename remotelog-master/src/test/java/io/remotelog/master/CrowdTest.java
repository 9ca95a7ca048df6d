package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CrowdTest {
    private static final long COMMIT = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONG_COMMIT = TimeUnit.MILLISECONDS.toNanos(2);

    private final Crowd crowd = new Crowd(2);
    private final AppendQueue queue = new AppendQueue(1 << 20, Duration.ofSeconds(10), LogClock.system(ZoneOffset.UTC));

    @Test
    void nobodyYieldsBeforeTheFirstCommit() {
        assertThat(crowd.yieldNanos()).isZero();
    }

    @Test
    void twoCallersAProcessorYieldForSomeCommits() {
        crowd.committed(callers(4), COMMIT);
        assertThat(crowd.yieldNanos()).isBetween(2 * COMMIT, 5 * COMMIT);
        crowd.committed(callers(3), COMMIT);
        assertThat(crowd.yieldNanos()).isZero();
    }

    @Test
    void nobodyYieldsForCommitsThatTakeLong() {
        crowd.committed(callers(64), LONG_COMMIT);
        assertThat(crowd.yieldNanos()).isZero();
    }

    @Test
    void recordsThatNobodyWaitsForAreNoCrowd() {
        crowd.committed(
                Stream.<Pending>generate(() -> new Promised((short) 1, ByteBuffer.allocate(1)))
                        .limit(100)
                        .toList(),
                COMMIT);
        assertThat(crowd.yieldNanos()).isZero();
    }

    @Test
    void callersThatStayAwayAreWaitedForOnceAndShortly() throws Exception {
        crowd.committed(callers(4), COMMIT);
        long begin = System.nanoTime();
        crowd.awaitReturn(queue);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(COMMIT / 2);
        crowd.awaitReturn(queue);
        assertThat(queue.take(Long.MAX_VALUE, 0)).isEmpty();
    }

    private static List<Pending> callers(int count) {
        return Stream.<Pending>generate(() -> new Awaited((short) 1, ByteBuffer.allocate(1)))
                .limit(count)
                .toList();
    }
}
