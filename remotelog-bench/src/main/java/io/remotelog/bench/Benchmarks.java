package io.remotelog.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks.
 *
 * <ul>
 *   <li>{@code ratios [NAME...]}: the side-by-side set, or the contests with these names; see {@link SideBySide}
 *   <li>{@code large}: the checks with days of up to 50 million records; see {@link LargeDay} and {@link KilledDay}
 *   <li>{@code sync [NAME...]}: the speed set of mirroring, or what of it has these names; see {@link SyncBenchmark}
 *   <li>{@code ingest}: the speed set of applications that send; see {@link IngestBenchmark}
 *   <li>otherwise, with the options of JMH: all benchmarks, or those that match, each by itself, with each figure as a ratio to
 *       its limit. {@code -prof gc} tells the bytes allocated for a record.
 * </ul>
 */
public final class Benchmarks {
    private static final String LIMIT = "limit";
    private static final String HELP = """
            ratios [NAME...]      runs the side-by-side set, or the contests with these names
            large                 checks days of up to 50 million records in a heap of 256 MiB
            sync [NAME...]        measures a master and its replicas, or what of it has these names
            ingest                measures an application that sends to a master
            otherwise: JMH, for example "ScanBenchmark -p payloadBytes=100 -prof gc"
            """;

    private Benchmarks() {}

    /** Takes a word, or the options of JMH; {@code -h} for a list of them. */
    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, URISyntaxException, IOException {
        ForkedJvm.nameClassPath();
        List<String> given = List.of(args);
        String word = given.isEmpty() ? "" : given.get(0);
        try (BenchFolder folder = new BenchFolder()) {
            switch (word) {
                case "ratios" ->
                    new SideBySide(System.out).run(contests(given.subList(1, given.size())), folder.path());
                case "large" -> large(folder);
                case "sync" ->
                    new SyncBenchmark(SyncSizes.full(), System.out).run(given.subList(1, given.size()), folder.path());
                case "ingest" -> new IngestBenchmark(IngestSizes.full(), System.out).run(folder.path());
                default -> jmh(args, folder);
            }
        }
    }

    private static List<Contest> contests(List<String> names) {
        List<Contest> all = Contest.all();
        List<String> known = all.stream().map(Contest::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("contest " + name + ", want one of " + known);
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(contest -> names.contains(contest.name())).toList();
    }

    private static void large(BenchFolder folder) throws IOException {
        fork(folder, LargeDay.class, "10000000", "50000000");
        for (String records : List.of("1000000", "10000000")) {
            try (BenchFolder killed = new BenchFolder()) {
                fork(folder, KilledDay.class, "append", killed.durableStore(), records);
                fork(folder, KilledDay.class, "open", killed.durableStore(), records);
            }
        }
    }

    private static void fork(BenchFolder temporary, Class<?> main, String... args) throws IOException {
        List<String> arguments = new ArrayList<>(ForkedJvm.arguments(temporary.path()));
        arguments.add("-Xmx256m");
        int exitCode = ForkedJvm.run(arguments, main, args);
        if (exitCode != 0) {
            throw new IOException("the check failed: " + main.getSimpleName() + ", exit code " + exitCode);
        }
    }

    private static void jmh(String[] args, BenchFolder folder)
            throws CommandLineOptionException, RunnerException, IOException {
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldHelp()) {
            System.out.println(HELP);
            given.showHelp();
            return;
        }
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(given)
                        .jvmArgsAppend(ForkedJvm.arguments(folder.path()).toArray(String[]::new))
                        .build())
                .run();
        ratios(results).forEach(System.out::println);
    }

    /** A line for each result that has a limit in the same class with the same parameters. */
    static List<String> ratios(Collection<RunResult> results) {
        List<String> lines = new ArrayList<>();
        for (RunResult result : results) {
            limitOf(result, results).ifPresent(limit -> lines.add(ratio(result, limit)));
        }
        return lines;
    }

    private static Optional<RunResult> limitOf(RunResult result, Collection<RunResult> results) {
        String benchmark = result.getParams().getBenchmark();
        String limit = benchmark.substring(0, benchmark.lastIndexOf('.') + 1) + LIMIT;
        if (benchmark.startsWith(limit)) {
            return Optional.empty();
        }
        return results.stream()
                .filter(other -> other.getParams().getBenchmark().startsWith(limit))
                .filter(other -> payloadBytes(other).equals(payloadBytes(result)))
                .findFirst();
    }

    private static String ratio(RunResult result, RunResult limit) {
        double median = Rates.median(result);
        double limitMedian = Rates.median(limit);
        return String.format(
                Locale.ROOT,
                "ratio %s %s B: %.2f of %s (%,.0f of %,.0f records/s, medians)",
                name(result),
                payloadBytes(result),
                median / limitMedian,
                limit.getPrimaryResult().getLabel(),
                median,
                limitMedian);
    }

    private static String name(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        return benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    }

    private static String payloadBytes(RunResult result) {
        return result.getParams().getParam("payloadBytes");
    }
}
