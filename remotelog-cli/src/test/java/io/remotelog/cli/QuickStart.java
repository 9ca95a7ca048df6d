package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JVM flags by which a {@code bin/remotelog} of a test starts in half the time: the quick compiler only, a collector
 * without threads, and the classes from an archive. The first use in a test run makes the archive, by a run of the demo.
 */
final class QuickStart {
    private static final Path FOLDER = Path.of("target/quick-start").toAbsolutePath();
    private static final String FEW_THREADS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private static final String JAVA_OPTS = archived();

    private QuickStart() {}

    /** What a command begins with that is to start so. */
    static List<String> launcher() {
        return launcher(JAVA_OPTS);
    }

    private static List<String> launcher(String javaOpts) {
        return List.of("env", "JAVA_OPTS=" + javaOpts, Program.LAUNCHER.toString());
    }

    private static String archived() {
        if (FOLDER.toString().contains(" ")) {
            // The launcher would take it for two flags.
            return FEW_THREADS;
        }
        try {
            Path archive = FOLDER.resolve("classes.jsa");
            empty();
            // A JVM takes an archive only with the jars it was made with, so one of an earlier build is of no use.
            String make = FEW_THREADS + " -Djava.io.tmpdir=" + FOLDER + " -XX:ArchiveClassesAtExit=" + archive;
            List<String> command = new ArrayList<>(launcher(make));
            command.addAll(List.of("demo", Path.of("pom.xml").toAbsolutePath().toString()));
            try (Program demo = Program.startCommand(
                    FOLDER, Redirect.from(Path.of("/dev/null").toFile()), command)) {
                assertThat(demo.awaitEnd()).as(demo.err()).isZero();
            }
            assertThat(archive).exists();
            // Later JVMs write, on standard output, that with flags for modules an archive saves less.
            return FEW_THREADS + " -Xlog:disable -XX:SharedArchiveFile=" + archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void empty() throws IOException {
        Files.createDirectories(FOLDER);
        try (Stream<Path> old = Files.walk(FOLDER)) {
            for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        Files.createDirectory(FOLDER);
    }
}
