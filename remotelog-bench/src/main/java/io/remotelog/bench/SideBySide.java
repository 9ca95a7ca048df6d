package io.remotelog.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;

/**
 * The side-by-side set: runs contests, and prints for each the median rates, and at the end the ratios of the store's rate to each
 * rival's: the median of the ratios of the rounds.
 */
final class SideBySide {
    /** What the word {@code ratios} runs, in about four minutes. */
    private static final Rounds ROUNDS = new Rounds(6, 11, Duration.ofMillis(300));

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
                double[] ofRounds = quotients(rates[0], rates[i + 1]);
                out.println(rounds(contest.name(), rival, ofRounds));
                ratios.add(ratio(contest.name(), rival, ofRounds));
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

    /** Of each round: what disturbs a round disturbs both. */
    static double[] quotients(double[] store, double[] rival) {
        double[] quotients = new double[store.length];
        for (int i = 0; i < quotients.length; i++) {
            quotients[i] = store[i] / rival[i];
        }
        return quotients;
    }

    /** How far apart they are tells how much was disturbed. */
    private static String rounds(String contest, String rival, double[] quotients) {
        return "rounds " + contest + "/" + rival + " "
                + Arrays.stream(quotients)
                        .mapToObj(quotient -> String.format(Locale.ROOT, "%.2f", quotient))
                        .collect(Collectors.joining(" "));
    }

    private static String ratio(String contest, String rival, double[] quotients) {
        return String.format(Locale.ROOT, "ratio %s/%s %.3f", contest, rival, Rates.median(quotients));
    }
}
