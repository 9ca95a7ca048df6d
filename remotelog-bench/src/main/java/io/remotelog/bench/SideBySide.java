package io.remotelog.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The side-by-side set: runs contests, and prints for each the median rates, and at the end the ratios of the store's rate to each
 * rival's: the median of the ratios of the rounds.
 */
final class SideBySide {
    /** What the word {@code ratios} runs, in about three minutes. */
    private static final Rounds ROUNDS = new Rounds(5, 9, Duration.ofMillis(250));

    private final Rounds rounds;
    private final PrintStream out;

    SideBySide(PrintStream out) {
        this(ROUNDS, out);
    }

    SideBySide(Rounds rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    /** Runs contests, their files in a folder. */
    void run(List<Contest> contests, Path folder) throws IOException, RunnerException {
        List<String> ratios = new ArrayList<>();
        for (Contest contest : contests) {
            double[][] rates = rounds.run(contest, folder);
            out.println(median(contest.name(), "store", rates[0]));
            for (int i = 0; i < contest.rivals().size(); i++) {
                String rival = contest.rivals().get(i).name();
                out.println(median(contest.name(), rival, rates[i + 1]));
                ratios.add(ratio(contest.name(), rival, rates[0], rates[i + 1]));
            }
        }
        ratios.forEach(out::println);
    }

    private static String median(String contest, String entrant, double[] rates) {
        double median = Rates.median(rates);
        return String.format(
                Locale.ROOT,
                "median %s %s %,.0f records/s, %.1f ns a record",
                contest,
                entrant,
                median,
                Duration.ofSeconds(1).toNanos() / median);
    }

    /** Of each round, and of these the median: what disturbs a round disturbs both. */
    static String ratio(String contest, String rival, double[] store, double[] other) {
        double[] ratios = new double[store.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = store[i] / other[i];
        }
        return String.format(Locale.ROOT, "ratio %s/%s %.3f", contest, rival, Rates.median(ratios));
    }
}
