package io.remotelog.http;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.remotelog.api.TimeHistogram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Collects figures under the names that Prometheus shows. One thread. */
final class Figures {
    private static final String PREFIX = "remotelog_";
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    /** A number that only grows; its name gets the suffix {@code _total}. */
    Figures counter(String name, String help, long value) {
        return counter(name, help, "", Map.of("", value));
    }

    /** Such a number for each value of a label. */
    Figures counter(String name, String help, String label, Map<String, Long> values) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name(PREFIX + name).help(help);
        values.forEach((value, count) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(label, value))
                .value(count)
                .build()));
        all.metricSnapshot(counter.build());
        return this;
    }

    /** A number that goes up and down. */
    Figures gauge(String name, String help, long value) {
        return gauge(name, help, "", Map.of("", (double) value));
    }

    /** Such a number for each value of a label. */
    Figures gauge(String name, String help, String label, Map<String, Double> values) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name(PREFIX + name).help(help);
        values.forEach((value, number) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(label, value))
                .value(number)
                .build()));
        all.metricSnapshot(gauge.build());
        return this;
    }

    /** How often times were between bounds. */
    Figures histogram(String name, String help, TimeHistogram times) {
        List<Duration> bounds = times.bounds();
        List<Long> counts = times.counts();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < counts.size(); i++) {
            double bound = i < bounds.size() ? bounds.get(i).toNanos() / NANOS : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, counts.get(i));
        }
        all.metricSnapshot(HistogramSnapshot.builder()
                .name(PREFIX + name)
                .help(help)
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(times.total().toNanos() / NANOS)
                        .build())
                .build());
        return this;
    }

    MetricSnapshots all() {
        return all.build();
    }

    private static Labels labels(String label, String value) {
        return label.isEmpty() ? Labels.EMPTY : Labels.of(label, value);
    }
}
