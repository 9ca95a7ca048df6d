package io.remotelog.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of a contest in alternating rounds: each has a JVM of its own, forked by JMH, all of them are there at the
 * same time, and {@link Turn} lets one of them at a time run one iteration. So each is warmed up once, none shares what the
 * compiler learned with another, and what the machine does meanwhile hits all alike.
 *
 * @param warmups rounds that do not count
 * @param measured rounds that count
 * @param iteration how long a benchmark has its turn
 */
record Rounds(int warmups, int measured, Duration iteration) {
    /** The longest that a benchmark may take to set itself up, or for a turn; then the contest is broken off. */
    private static final int MOST_MILLIS = 60_000;

    private static final int POLL_MILLIS = 100;

    static {
        // JMH wants to be alone on a machine. Here, one runs while the others wait.
        System.setProperty("jmh.ignoreLock", "true");
    }

    /**
     * Runs a contest.
     *
     * @param folder where its files and JMH's output go
     * @return records a second, by entrant and round
     */
    double[][] run(Contest contest, Path folder) throws IOException, RunnerException {
        try {
            return alternate(contest, folder);
        } catch (IOException | RunnerException e) {
            for (int i = 0; i < contest.entrants().size(); i++) {
                Path output = folder.resolve(output(contest, i));
                if (Files.exists(output)) {
                    System.err.println(Files.readString(output));
                }
            }
            throw e;
        }
    }

    private double[][] alternate(Contest contest, Path folder) throws IOException, RunnerException {
        List<String> entrants = contest.entrants();
        ExecutorService runners = Executors.newFixedThreadPool(entrants.size());
        List<Socket> connections = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, entrants.size(), InetAddress.getLoopbackAddress())) {
            List<Future<RunResult>> results = new ArrayList<>();
            for (int i = 0; i < entrants.size(); i++) {
                Runner runner = new Runner(options(contest, i, server.getLocalPort(), folder));
                results.add(runners.submit(runner::runSingle));
            }
            try {
                Socket[] inOrder = accept(server, entrants.size(), results, connections);
                for (int round = 0; round < warmups + measured; round++) {
                    for (int i = 0; i < inOrder.length; i++) {
                        // Nobody always comes after the same one.
                        giveTurn(inOrder[(round + i) % inOrder.length]);
                    }
                }
            } catch (IOException e) {
                closeAll(connections);
                rates(results);
                throw e;
            }
            return rates(results);
        } finally {
            closeAll(connections);
            runners.shutdown();
        }
    }

    private Options options(Contest contest, int entrant, int port, Path folder) {
        String benchmark =
                contest.benchmarks().getName() + "." + contest.entrants().get(entrant);
        List<String> arguments = ForkedJvm.arguments(folder);
        arguments.add("-D" + Turn.PROPERTY + "=" + port + "/" + entrant);
        return new OptionsBuilder()
                .include("^" + benchmark.replace(".", "\\.") + "$")
                .param("payloadBytes", Integer.toString(contest.payloadBytes()))
                .forks(1)
                .warmupIterations(warmups)
                .warmupTime(TimeValue.milliseconds(iteration.toMillis()))
                .measurementIterations(measured)
                .measurementTime(TimeValue.milliseconds(iteration.toMillis()))
                .shouldFailOnError(true)
                .output(folder.resolve(output(contest, entrant)).toString())
                .jvmArgsAppend(arguments.toArray(String[]::new))
                .build();
    }

    private static String output(Contest contest, int entrant) {
        return contest.name() + "-" + contest.entrants().get(entrant) + ".txt";
    }

    private static Socket[] accept(
            ServerSocket server, int count, List<Future<RunResult>> results, List<Socket> connections)
            throws IOException {
        Socket[] inOrder = new Socket[count];
        long began = System.nanoTime();
        server.setSoTimeout(POLL_MILLIS);
        while (connections.size() < count) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                connection.setSoTimeout(MOST_MILLIS);
                connection.setTcpNoDelay(true);
                inOrder[connection.getInputStream().read()] = connection;
            } catch (SocketTimeoutException e) {
                boolean failed = results.stream().anyMatch(Future::isDone);
                if (failed
                        || System.nanoTime() - began
                                > Duration.ofMillis(MOST_MILLIS).toNanos()) {
                    throw new IOException("a benchmark did not begin", e);
                }
            }
        }
        return inOrder;
    }

    private static void giveTurn(Socket entrant) throws IOException {
        entrant.getOutputStream().write(Turn.SIGNAL);
        if (entrant.getInputStream().read() != Turn.SIGNAL) {
            throw new EOFException("a benchmark ended in its turn");
        }
    }

    private static double[][] rates(List<Future<RunResult>> results) throws RunnerException {
        double[][] rates = new double[results.size()][];
        for (int i = 0; i < rates.length; i++) {
            try {
                rates[i] = Rates.ofIterations(results.get(i).get());
            } catch (ExecutionException e) {
                throw new RunnerException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunnerException(e);
            }
        }
        return rates;
    }

    private static void closeAll(List<Socket> connections) throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
