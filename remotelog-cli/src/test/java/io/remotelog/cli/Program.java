package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the assembled {@code bin/remotelog}, with its output in files. Every wait is bounded. */
final class Program implements AutoCloseable {
    /** Where the build puts the launcher; tests run in the module's folder. */
    static final Path LAUNCHER = Path.of("target/remotelog/bin/remotelog").toAbsolutePath();

    private static final Duration BOUND = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it in a folder, which also gets the files of its output. */
    static Program start(Path folder, String... arguments) throws IOException {
        return start(folder, Redirect.from(Path.of("/dev/null").toFile()), arguments);
    }

    static Program start(Path folder, Redirect input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(QuickStart.launcher());
        command.addAll(List.of(arguments));
        return startCommand(folder, input, command);
    }

    /** Starts any command; a launcher in it runs as users have it, without a {@link QuickStart}. */
    static Program startCommand(Path folder, Redirect input, List<String> command) throws IOException {
        Path out = Files.createTempFile("remotelog-", ".out");
        Path err = Files.createTempFile("remotelog-", ".err");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(input)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Program(process, out, err);
    }

    /** Starts it and waits for its end. */
    static Program run(Path folder, String... arguments) throws IOException {
        Program program = start(folder, arguments);
        program.awaitEnd();
        return program;
    }

    int awaitEnd() {
        try {
            assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .as("ends within %s; standard error: %s", BOUND, err())
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return process.exitValue();
    }

    /** Waits until standard output matches, and gives the match. */
    Matcher awaitOut(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(10))
                .failFast("ended before '" + pattern + "'", () -> requireAliveOr(compiled))
                .until(() -> compiled.matcher(out()).find());
        Matcher matcher = compiled.matcher(out());
        assertThat(matcher.find()).isTrue();
        return matcher;
    }

    private void requireAliveOr(Pattern printed) {
        if (!process.isAlive() && !printed.matcher(out()).find()) {
            throw new AssertionError("standard output: " + out() + " standard error: " + err());
        }
    }

    void awaitErr(String part) {
        await().atMost(BOUND).pollInterval(Duration.ofMillis(10)).until(() -> err().contains(part));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    byte[] outBytes() throws IOException {
        return Files.readAllBytes(out);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL, and the end of it. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
