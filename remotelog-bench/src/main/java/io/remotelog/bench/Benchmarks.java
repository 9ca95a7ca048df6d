package io.remotelog.bench;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks with the options of JMH that are given, and prints each figure as a ratio to its limit. */
public final class Benchmarks {
    /** The JVM flags of chronicle-bytes, handed over by the build. */
    private static final String FLAGS = "remotelog.jvm.flags";

    private static final String LIMIT = "limit";

    private Benchmarks() {}

    /** Takes the options of JMH, {@code -h} for a list of them. */
    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, URISyntaxException, IOException {
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        nameClassPathForForks();
        ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
        String flags = System.getProperty(FLAGS, "");
        if (!flags.isBlank()) {
            options.jvmArgsAppend(flags.trim().split("\\s+"));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        ratios(results).forEach(System.out::println);
    }

    /** Maven runs this in a class loader of its own, of which the JVMs that JMH forks would know nothing. */
    private static void nameClassPathForForks() throws URISyntaxException {
        if (Benchmarks.class.getClassLoader() instanceof URLClassLoader loader) {
            List<String> entries = new ArrayList<>();
            for (URL url : loader.getURLs()) {
                entries.add(Path.of(url.toURI()).toString());
            }
            System.setProperty("java.class.path", String.join(File.pathSeparator, entries));
        }
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
        double median = median(result);
        double limitMedian = median(limit);
        return String.format(
                Locale.ROOT,
                "ratio %s %s B: %.2f of %s (%.2f of %.2f million records/s, medians)",
                result.getPrimaryResult().getLabel(),
                payloadBytes(result),
                median / limitMedian,
                limit.getPrimaryResult().getLabel(),
                median / 1e6,
                limitMedian / 1e6);
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static String payloadBytes(RunResult result) {
        return result.getParams().getParam("payloadBytes");
    }
}
