package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which bucket a time is. */
class TimeCountsTest {
    @Test
    void aTimeOnABoundIsInItsBucketAndTheLastBucketHasNone() {
        TimeCounts counts = new TimeCounts();
        List<Duration> bounds = counts.histogram().bounds();
        for (Duration bound : bounds) {
            counts.add(bound.toNanos());
        }
        assertThat(counts.histogram().counts())
                .endsWith(1L, 0L)
                .containsOnly(1L, 0L)
                .hasSize(bounds.size() + 1);
        counts.add(bounds.get(0).toNanos() + 1);
        counts.add(Duration.ofDays(1).toNanos());
        assertThat(counts.histogram().counts()).startsWith(1L, 2L, 1L).endsWith(1L, 1L);
        Duration sum = bounds.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(counts.histogram().total())
                .isEqualTo(sum.plus(bounds.get(0)).plusNanos(1).plusDays(1));
    }

    @Test
    void thereIsOneCountMoreThanBounds() {
        assertThatThrownBy(() -> new TimeHistogram(List.of(Duration.ZERO), List.of(1L), Duration.ZERO))
                .hasMessage("1 counts for 1 bounds, want one more than bounds");
    }
}
