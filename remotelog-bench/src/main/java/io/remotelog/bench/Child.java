package io.remotelog.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that takes orders by lines and answers by lines. One thread. */
final class Child implements Closeable {
    /** The longest that any answer takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int SECONDS_TO_END = 10;

    private final String name;
    private final Process process;
    private final Writer orders;
    /** Answers that nobody asked for yet, empty when there will be none; at the bound the child waits. */
    private final BlockingQueue<Optional<String>> answers = new ArrayBlockingQueue<>(100);

    /**
     * Starts it.
     *
     * @param heapMebibytes the most that its heap may have
     * @param temporary where its temporary files go
     */
    Child(int heapMebibytes, Path temporary, Class<?> main, String... args) throws IOException {
        name = main.getSimpleName();
        List<String> arguments = new ArrayList<>(ForkedJvm.arguments(temporary));
        arguments.add("-Xmx" + heapMebibytes + "m");
        process = new ProcessBuilder(ForkedJvm.command(arguments, main, args))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = process.outputWriter(UTF_8);
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    answers.put(Optional.of(line));
                }
            } catch (IOException e) {
                // The child was ended while it was read from, which its exit code tells.
            }
            answers.put(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives an order. */
    void tell(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
    }

    /** Gives an order and waits for the answer. */
    String ask(String order, String word) throws IOException {
        tell(order);
        return await(word);
    }

    /** Waits for the line that begins with a word, and returns what follows it. Other lines are passed on to our errors. */
    String await(String word) throws IOException {
        try {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                Optional<String> answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (answer == null) {
                    throw new IOException(name + ": no '" + word + "' within " + PATIENCE.toSeconds() + " s");
                } else if (answer.isEmpty()) {
                    throw new IOException(name + " ended before '" + word + "', " + exit());
                } else if (answer.get().equals(word) || answer.get().startsWith(word + " ")) {
                    return answer.get().substring(word.length()).trim();
                }
                System.err.println(name + ": " + answer.get());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The processor time that it has taken so far, in steps of 10 ms on Linux. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Waits until it has ended by itself, or because its orders end. */
    void end() throws IOException {
        try {
            orders.close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(name + " did not end well, " + exit());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private String exit() {
        return process.isAlive() ? "it runs still" : "exit code " + process.exitValue();
    }

    private InterruptedIOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted while " + name + " ran");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Ends it, whatever it does. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In the child: what it is told. */
    interface Orders {
        /** Follows an order; the words after the first one are its arguments. */
        void follow(String word, List<String> arguments) throws IOException;
    }

    /** In the child: follows orders until they end, as they do when the parent does. */
    static void follow(Orders given) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            List<String> words = List.of(line.split(" "));
            given.follow(words.get(0), words.subList(1, words.size()));
        }
    }

    /** In the child: ends this process with its parent, whatever it is about. */
    static void endWithParent() {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        CompletableFuture<Void> unused =
                parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
    }
}
