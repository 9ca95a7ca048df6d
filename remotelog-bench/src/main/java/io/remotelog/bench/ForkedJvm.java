package io.remotelog.bench;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a JVM that is forked from this one must be told: the class path, the JVM flags, where temporary files go. */
final class ForkedJvm {
    /** The JVM flags of chronicle-bytes, handed over by the build. */
    private static final String FLAGS = "remotelog.jvm.flags";

    private ForkedJvm() {}

    /** The arguments of a JVM whose temporary files are to lie in a folder. */
    static List<String> arguments(Path temporary) {
        List<String> arguments = new ArrayList<>();
        String flags = System.getProperty(FLAGS, "");
        if (!flags.isBlank()) {
            arguments.addAll(List.of(flags.trim().split("\\s+")));
        }
        arguments.add("-Djava.io.tmpdir=" + temporary);
        return arguments;
    }

    /** Maven runs this in a class loader of its own, of which a JVM that is forked would know nothing. */
    static void nameClassPath() throws URISyntaxException {
        if (ForkedJvm.class.getClassLoader() instanceof URLClassLoader loader) {
            List<String> entries = new ArrayList<>();
            for (URL url : loader.getURLs()) {
                entries.add(Path.of(url.toURI()).toString());
            }
            System.setProperty("java.class.path", String.join(File.pathSeparator, entries));
        }
    }

    /** What starts a class in a JVM of its own. */
    static List<String> command(List<String> arguments, Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(args));
        return command;
    }

    /** Runs a class, its output on ours, and returns its exit code. */
    static int run(List<String> arguments, Class<?> main, String... args) throws IOException {
        Process process =
                new ProcessBuilder(command(arguments, main, args)).inheritIO().start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + main.getSimpleName() + " ran");
        }
    }
}
