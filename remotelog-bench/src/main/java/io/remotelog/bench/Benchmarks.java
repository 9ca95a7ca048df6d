package io.remotelog.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks, each beside its limit, and prints the ratios. Arguments are JMH's. */
public final class Benchmarks {
    /** What chronicle-bytes needs of a JVM; the build has the list. */
    private static final String JVM_FLAGS = "remotelog.jvm.flags";

    private Benchmarks() {}

    /** Runs what the arguments select, or everything. */
    public static void main(String[] args)
            throws RunnerException, CommandLineOptionException, URISyntaxException, IOException {
        giveForksTheClassPath();
        CommandLineOptions given = new CommandLineOptions(args);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        if (given.getIncludes().isEmpty()) {
            options.include("^" + AppendBenchmark.class.getPackageName().replace(".", "\\.") + "\\.");
        }
        options.jvmArgsAppend(forkFlags(given));
        Runner runner = new Runner((Options) options);
        if (given.shouldHelp()) {
            given.showHelp();
        } else if (given.shouldList()) {
            runner.list();
        } else {
            new Ratios(runner.run()).print(System.out);
        }
    }

    /** Under a build tool the classes come from a class loader, and JMH starts its forks by the property. */
    private static void giveForksTheClassPath() throws URISyntaxException {
        if (Benchmarks.class.getClassLoader() instanceof URLClassLoader loader) {
            List<String> paths = new ArrayList<>();
            for (URL url : loader.getURLs()) {
                paths.add(Path.of(url.toURI()).toString());
            }
            System.setProperty("java.class.path", String.join(System.getProperty("path.separator"), paths));
        }
    }

    private static String[] forkFlags(CommandLineOptions given) {
        List<String> flags = new ArrayList<>(
                List.of(System.getProperty(JVM_FLAGS, "").strip().split("\\s+")));
        flags.removeIf(String::isEmpty);
        flags.addAll(given.getJvmArgsAppend().orElse(List.of()));
        return flags.toArray(String[]::new);
    }
}
