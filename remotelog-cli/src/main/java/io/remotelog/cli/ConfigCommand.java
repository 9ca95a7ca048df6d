package io.remotelog.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the value that each flag of a command would have, and where it is from. */
@Command(
        name = "config",
        description = {
            "Prints what the flags of a command are when they are not given, and where that is from. Starts nothing.",
            "A line for each flag, with a tab between its fields: COMMAND.NAME, the value, and its source."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        sortOptions = false,
        footerHeading = "%nSources:%n",
        footer = {
            "  file PATH         the config file",
            "  environment NAME  a variable",
            "  default           neither; the value may be empty",
            "  missing           neither, and the flag has to be given",
            "",
            "  In a value a backslash is \\\\, and a control character \\xHH, or \\n, \\r, \\t.",
            "",
            "Where flags can be set:",
            "  A flag goes over the environment, that over the config file, and that over the default.",
            "  The flag --sync-port is the key sync-port, for all commands that have it, or master.sync-port",
            "  for one, which goes first; and the variable REMOTELOG_SYNC_PORT or REMOTELOG_MASTER_SYNC_PORT.",
            "  A flag without a value is true or false there, and --follow=false takes a true one back. The",
            "  file is a properties file in UTF-8. An unknown name is an error. Secrets stay in files of their",
            "  own, which can be named.",
            "",
            "Examples:",
            "  remotelog config master --config /etc/remotelog.properties",
            "  REMOTELOG_RETAIN_DAYS=30 remotelog config | grep -v 'default$'",
        })
final class ConfigCommand implements Callable<Integer> {
    private final ConfiguredFlags flags;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "One command, such as master. Default: all.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The properties file. Default: the one that REMOTELOG_CONFIG names, or else none.")
    private Optional<Path> file = Optional.empty();

    ConfigCommand(ConfiguredFlags flags) {
        this.flags = flags;
    }

    @Override
    public Integer call() throws Exception {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        for (CommandLine each : commands()) {
            check(each);
            for (OptionSpec option : SettingNames.settings(each.getCommandSpec())) {
                write(each.getCommandSpec(), option, lines);
            }
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(text);
        if (out.checkError()) {
            throw new CommandFailedException("standard output cannot be written");
        }
        return 0;
    }

    private Collection<CommandLine> commands() {
        Map<String, CommandLine> all = flags.commands();
        if (name.isEmpty()) {
            return all.values();
        }
        if (!all.containsKey(name.get())) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for COMMAND: '" + name.get() + "', want one of " + String.join(", ", all.keySet()));
        }
        return List.of(all.get(name.get()));
    }

    /**
     * Lets the command itself tell of what it would not take.
     *
     * <p>What is only missing may yet be given. Files, and hosts, may be another user's or another machine's to read: a list of
     * settings is to be had without the secrets that they name.
     */
    private void check(CommandLine each) throws Exception {
        String[] arguments = file.map(path -> new String[] {"--config=" + path}).orElseGet(() -> new String[0]);
        try {
            each.parseArgs(arguments);
            if (each.getCommand() instanceof CheckedFlags checked) {
                checked.check();
            }
        } catch (MissingParameterException e) {
            // Told in the line of the flag.
            return;
        } catch (IOException | CommandFailedException e) {
            // Told by the command, when it is started.
            return;
        }
    }

    private void write(CommandSpec of, OptionSpec option, PrintWriter out) {
        Optional<Setting> setting = Optional.ofNullable(flags.inForce().get(option));
        String source = setting.map(found -> found.source().toString())
                .orElse(option.required() && option.group() == null ? "missing" : "default");
        String value = setting.map(Setting::value).orElseGet(() -> byDefault(option));
        out.println(SettingNames.key(of, option) + "\t" + TextFormat.escape(value) + "\t" + TextFormat.escape(source));
    }

    private static String byDefault(OptionSpec option) {
        if (option.defaultValue() != null) {
            return option.defaultValue();
        }
        return option.typeInfo().isBoolean() ? "false" : "";
    }
}
