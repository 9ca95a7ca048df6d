package io.remotelog.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Turns results of JMH into records a second; a time that was sampled counts with its median. */
final class Rates {
    private Rates() {}

    /** The median over all iterations. */
    static double median(RunResult result) {
        return median(ofIterations(result));
    }

    /** Of each measured iteration, in their order. */
    static double[] ofIterations(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(Rates::of)
                .toArray();
    }

    private static double of(IterationResult iteration) {
        BenchmarkParams params = iteration.getBenchmarkParams();
        Result<?> result = iteration.getPrimaryResult();
        double unitsASecond =
                (double) TimeUnit.SECONDS.toNanos(1) / params.getTimeUnit().toNanos(1);
        return params.getMode() == Mode.Throughput
                ? result.getScore() * unitsASecond
                : unitsASecond / result.getStatistics().getPercentile(50);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
