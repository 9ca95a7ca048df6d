package io.remotelog.storage.filelog.deep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another JVM, with the classes and flags of this one. One thread. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private Child(List<String> before, Map<String, String> environment, Class<?> program, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:+Ignore"))
                .forEach(command::add);
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        process = builder.start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Child start(Class<?> program, String... arguments) throws IOException {
        return new Child(List.of(), Map.of(), program, List.of(arguments));
    }

    /** Starts one with more in its environment. */
    static Child start(Map<String, String> environment, Class<?> program, String... arguments) throws IOException {
        return new Child(List.of(), environment, program, List.of(arguments));
    }

    /** Starts one that takes the machine for another one, or for one that was started another time. */
    static Child startInBoot(Path bootId, Class<?> program, String... arguments) throws IOException {
        List<String> before = List.of(
                "unshare",
                "--mount",
                "--propagation",
                "slave",
                "sh",
                "-c",
                "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"",
                bootId.toString());
        return new Child(before, Map.of(), program, List.of(arguments));
    }

    /** The next line that it prints, or null if it ended. */
    String line() throws IOException {
        return output.readLine();
    }

    /** Sends it a line. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Whether it ends within a time. */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    int exitValue() {
        return process.exitValue();
    }

    /** Ends it with SIGKILL; what it printed can still be read. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        kill();
        process.destroyForcibly();
    }
}
