package io.remotelog.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;

/** Sets each benchmark of a store beside its limit in the same run. */
final class Ratios {
    private static final String LIMIT = "limit";

    /** Milliseconds by benchmark class, payload bytes and method; the method {@code limit} is the limit. */
    private final Map<String, Map<Integer, Map<String, Double>>> scores = new TreeMap<>();

    Ratios(Collection<RunResult> results) {
        for (RunResult result : results) {
            String[] path = result.getParams().getBenchmark().split("\\.", -1);
            int payloadBytes = Integer.parseInt(result.getParams().getParam("payloadBytes"));
            scores.computeIfAbsent(path[path.length - 2], key -> new TreeMap<>())
                    .computeIfAbsent(payloadBytes, key -> new TreeMap<>())
                    .put(path[path.length - 1], result.getPrimaryResult().getScore());
        }
    }

    void print(PrintStream out) {
        out.println();
        out.printf("%-16s %8s %16s %16s %8s%n", "", "payload", "million rec/s", "limit", "ratio");
        scores.forEach((benchmark, byPayload) -> byPayload.forEach((payloadBytes, byMethod) -> {
            Double limit = byMethod.get(LIMIT);
            Double store = byMethod.get("store");
            if (limit != null && store != null) {
                out.printf(
                        Locale.ROOT,
                        "%-16s %6d B %16.2f %16.2f %7.0f%%%n",
                        benchmark.replace("Benchmark", "").toLowerCase(Locale.ROOT),
                        payloadBytes,
                        millionRecords(payloadBytes, store),
                        millionRecords(payloadBytes, limit),
                        100 * limit / store);
            }
        }));
        out.println();
        out.println("Same records, same files, same run. Limit of append: write() of 1 MiB blocks."
                + " Limit of scan: the sum of the mapped files.");
        out.flush();
    }

    private static double millionRecords(int payloadBytes, double millis) {
        return Workload.records(payloadBytes) / millis / 1000;
    }
}
