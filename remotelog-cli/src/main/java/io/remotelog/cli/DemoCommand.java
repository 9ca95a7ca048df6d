package io.remotelog.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a master and a replica at work on one machine. */
@Command(
        name = "demo",
        description = {
            "Shows a master and a replica at work on the lines of FILE.",
            "Starts both in a temporary folder, sends a record a line, waits until the replica has them all,",
            "compares both folders byte for byte, and says where they are.",
            "Exit code 0 means identical."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        footerHeading = "%nExamples:%n",
        footer = {"  remotelog demo", "  remotelog demo /var/log/syslog"})
final class DemoCommand implements Callable<Integer> {
    private static final int MADE_UP_LINES = 20_000;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "What to send. Default: 20,000 made-up lines.")
    private Optional<Path> file = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new CommandFailedException(file.get() + ": cannot be read, want a file");
        }
        // Before the first logger is made: what goes well is told in the result.
        System.setProperty("remotelog.log.level", "WARN");
        Path folder = Files.createTempDirectory("remotelog-demo-");
        Path master = folder.resolve("master");
        Path replica = folder.resolve("replica");
        Path lines = file.isPresent() ? file.get() : makeUp(folder.resolve("made-up.log"));
        Demo.Result result = run(new Demo(master, replica), lines, folder);
        PrintStream out = System.out;
        out.printf(
                Locale.ROOT, "records    %,d, the lines of %s%n", result.sent().records(), lines);
        out.printf(
                Locale.ROOT,
                "sent       in %.2f s, %,d records a second, each acknowledged after its commit%n",
                result.sending().toNanos() / 1e9,
                result.rate());
        out.printf(
                Locale.ROOT,
                "mirrored   %.2f s after the last one was acknowledged%n",
                result.catchingUp().toNanos() / 1e9);
        LogFiles files = LogFiles.of(master);
        if (result.differences().isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "identical  %d files, %,d bytes%n",
                    files.names().size(),
                    files.bytes());
        } else {
            result.differences().forEach(difference -> out.println("DIFFERENT  " + difference));
        }
        out.println("master     " + master);
        out.println("replica    " + replica);
        out.println();
        out.println("Look into them:");
        out.println("  " + launcher() + " scan --store " + quoted(replica) + " --limit 10");
        out.println("  " + launcher() + " scan --store " + quoted(replica) + " --format json --limit 10");
        out.println("Remove them:");
        out.println("  rm -r " + quoted(folder));
        out.flush();
        return result.differences().isEmpty() ? 0 : 1;
    }

    private static Demo.Result run(Demo demo, Path lines, Path folder)
            throws IOException, InterruptedException, CommandFailedException {
        try {
            Demo.Result result = demo.run(lines);
            if (result.sent().records() == 0) {
                throw new CommandFailedException(lines + " has no line, want one or more to show");
            }
            return result;
        } catch (CommandFailedException e) {
            throw new CommandFailedException(e.getMessage() + " (folders: " + folder + ")", e);
        }
    }

    private static Path makeUp(Path file) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < MADE_UP_LINES; i++) {
                writer.write("request " + i + " GET /articles/" + i % 977 + " 200 " + (i * 31L) % 4096 + " bytes\n");
            }
        }
        return file;
    }

    /** How this program was started, to be typed again from the same folder. */
    private static String launcher() {
        String home = System.getProperty("app.home");
        if (home == null) {
            return "remotelog";
        }
        Path here = Path.of("").toAbsolutePath();
        Path launcher = Path.of(home, "bin", "remotelog");
        return quoted(launcher.startsWith(here) ? here.relativize(launcher) : launcher);
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9/._+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
