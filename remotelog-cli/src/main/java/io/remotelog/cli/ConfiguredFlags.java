package io.remotelog.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Gives commands the flags that the environment or a config file has for them, as if they were on the command line.
 *
 * <p>So all that is true of a flag is true of a setting: how it is converted, split and required, and what is said of a wrong
 * value. A flag that is on the command line is left alone. For one thread.
 */
final class ConfiguredFlags implements IParameterPreprocessor {
    private static final String CONFIG = "--config";

    private final Map<String, String> environment;
    private final Map<String, CommandLine> commands;
    private final SettingNames names;

    /** What the last command that was parsed was given. */
    private Map<OptionSpec, Setting> inForce = Map.of();

    private Optional<String> file = Optional.empty();
    private Optional<Settings> settings = Optional.empty();

    private ConfiguredFlags(Map<String, String> environment, Map<String, CommandLine> commands) {
        this.environment = environment;
        this.commands = commands;
        names = new SettingNames(commands.values());
    }

    /** Lets the commands of a program that have flags be configured. */
    static ConfiguredFlags of(CommandLine program, Map<String, String> environment) {
        Map<String, CommandLine> commands = new LinkedHashMap<>(program.getSubcommands());
        commands.values()
                .removeIf(command ->
                        SettingNames.settings(command.getCommandSpec()).isEmpty());
        commands.values().forEach(command -> command.getCommandSpec().addOption(configOption()));
        ConfiguredFlags flags = new ConfiguredFlags(environment, commands);
        commands.values().forEach(command -> command.getCommandSpec().preprocessor(flags));
        return flags;
    }

    private static OptionSpec configOption() {
        return OptionSpec.builder(CONFIG)
                .paramLabel("FILE")
                .type(Path.class)
                .description(
                        "Take flags that are not given from this properties file, or from the environment first: --retain-days"
                                + " is the key retain-days and the variable " + SettingNames.variable("retain-days")
                                + ". See remotelog config --help.")
                .build();
    }

    /** The commands that can be configured, by name. */
    Map<String, CommandLine> commands() {
        return Collections.unmodifiableMap(commands);
    }

    /** What the command that was parsed last was given, by flag. */
    Map<OptionSpec, Setting> inForce() {
        return inForce;
    }

    @Override
    public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec arg, Map<String, Object> info) {
        inForce = Map.of();
        List<String> arguments = new ArrayList<>(args);
        Collections.reverse(arguments);
        GivenFlags given = new GivenFlags(arguments);
        if (command.options().stream().anyMatch(option -> isHelp(option) && given.has(option))) {
            // Help is for those whose file is wrong, too.
            return false;
        }
        try {
            inForce = read(given.value(command.findOption(CONFIG))).of(command, given);
        } catch (ConfigException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
        inForce.forEach((option, setting) -> args.push(option.longestName() + "=" + setting.value()));
        return false;
    }

    private static boolean isHelp(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    /** Reads once: the file may be a pipe. */
    private Settings read(Optional<String> given) throws ConfigException {
        if (settings.isEmpty() || !file.equals(given)) {
            settings = Optional.of(Settings.read(environment, given, names));
            file = given;
        }
        return settings.get();
    }

    /** Where the settings are that an error is about; empty if it is about none. */
    String places(ParameterException e) {
        String places = inForce.entrySet().stream()
                .filter(entry -> isAbout(e, entry.getKey()))
                .map(entry -> entry.getValue().key() + " is set in "
                        + entry.getValue().place())
                .collect(Collectors.joining(", "));
        return places.isEmpty() ? "" : " (" + places + ")";
    }

    /** Errors of the commands themselves name flags only in what they say: {@code --retain-days}, or {@code retain days}. */
    private static boolean isAbout(ParameterException e, OptionSpec option) {
        if (e.getArgSpec() != null) {
            return e.getArgSpec().equals(option);
        }
        String name = SettingNames.key(option);
        String said = " " + e.getMessage().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", " ") + " ";
        return said.contains(" --" + name + " ")
                || said.contains(" " + name + " ")
                || said.contains(" " + name.replace('-', ' ') + " ");
    }
}
