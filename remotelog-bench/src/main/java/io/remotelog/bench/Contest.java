package io.remotelog.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * Benchmarks that take turns: the store's, and those that it is measured beside.
 *
 * @param name the first half of its ratios' names
 * @param benchmarks the class that has the benchmarks
 * @param payloadBytes the size of a payload
 * @param store the store's benchmark
 * @param rivals the others
 */
record Contest(String name, Class<?> benchmarks, int payloadBytes, String store, List<Rival> rivals) {

    /**
     * What the store is measured beside.
     *
     * @param name the second half of a ratio's name
     * @param benchmark its benchmark
     */
    record Rival(String name, String benchmark) {}

    /** The side-by-side set. */
    static List<Contest> all() {
        Rival blockWrite = new Rival("blockwrite", "limitBlockWrites");
        Rival chronicle = new Rival("chronicle", "chronicle");
        Rival kafka = new Rival("kafka", "kafka");
        Rival prebuilt = new Rival("kafkaprebuilt", "kafkaPrebuilt");
        Rival linear = new Rival("linear", "limitMappedSum");
        return List.of(
                new Contest(
                        "append100",
                        AppendBenchmark.class,
                        100,
                        "append",
                        List.of(blockWrite, chronicle, kafka, prebuilt)),
                new Contest("append1k", AppendBenchmark.class, 1_024, "append", List.of(blockWrite, chronicle, kafka)),
                new Contest(
                        "append100each",
                        AppendEachBenchmark.class,
                        100,
                        "append",
                        List.of(new Rival("twowrites", "limitTwoWrites"))),
                new Contest("scan100", ScanBenchmark.class, 100, "scan", List.of(linear, chronicle, kafka)),
                new Contest("scan1k", ScanBenchmark.class, 1_024, "scan", List.of(linear)),
                new Contest(
                        "scan100verified",
                        VerifiedScanBenchmark.class,
                        100,
                        "scan",
                        List.of(new Rival("crc32c", "limitCrc32c"))),
                new Contest("get100", GetBenchmark.class, 100, "get", List.of(new Rival("mapped", "limitMappedGet"))),
                new Contest(
                        "durable64",
                        Durable64Benchmark.class,
                        100,
                        "append",
                        List.of(new Rival("ideal", "limitWriteAndForce"))),
                new Contest(
                        "durable64async",
                        Durable64Benchmark.class,
                        100,
                        "appendAsync",
                        List.of(new Rival("ideal", "limitWriteAndForce"))),
                new Contest(
                        "durable1",
                        Durable1Benchmark.class,
                        100,
                        "append",
                        List.of(new Rival("single", "limitWriteAndForce"))));
    }

    /** The store's benchmark, then the others': the order in which they have their turns in the first round. */
    List<String> entrants() {
        return Stream.concat(Stream.of(store), rivals.stream().map(Rival::benchmark))
                .toList();
    }
}
