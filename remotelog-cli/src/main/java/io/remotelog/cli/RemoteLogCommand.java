package io.remotelog.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code remotelog}: hands the command line to one of its commands. */
@Command(
        name = "remotelog",
        description = "A log that applications append to on one network and read, byte for byte the same, on another.",
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MasterCommand.class,
            ReplicaCommand.class,
            SendCommand.class,
            DemoCommand.class,
            ScanCommand.class,
            VerifyCommand.class,
            CompareCommand.class,
            MigrateCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  remotelog master --store /var/lib/remotelog",
            "  remotelog send --master 127.0.0.1:1235 app.log",
            "  remotelog replica --master 127.0.0.1:2222 --store /srv/mirror",
            "  remotelog scan --store /srv/mirror --follow",
            "  remotelog verify --store /srv/mirror",
            "  remotelog compare --store /var/lib/remotelog --store /srv/mirror",
            "  remotelog migrate --check --store /var/lib/go-remote-log",
            "  remotelog config master --config /etc/remotelog.properties",
            "",
            "Each command has examples of its own: remotelog COMMAND --help",
            "Exit codes: 0 done, 1 failed, 2 wrong usage.",
        })
public final class RemoteLogCommand {
    private static final int USAGE_WIDTH = 100;

    private RemoteLogCommand() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        // Whatever the locale: what is printed is read by scripts.
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(commandLine().setOut(out).execute(args));
    }

    static CommandLine commandLine() {
        return commandLine(System.getenv());
    }

    /** The command line of a process with another environment. */
    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine program = new CommandLine(new RemoteLogCommand());
        ConfiguredFlags flags = ConfiguredFlags.of(program, environment);
        return program.addSubcommand(new ConfigCommand(flags))
                // A file name that begins with @ is a file name.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(USAGE_WIDTH)
                .setParameterExceptionHandler(new UsageErrors(flags))
                .setExecutionExceptionHandler(new Failures());
    }
}
