package io.remotelog.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The names that flags have in a config file and in the environment.
 *
 * <p>A flag {@code --sync-port} of {@code master} is {@code sync-port} or {@code master.sync-port} in a file, and {@code
 * REMOTELOG_SYNC_PORT} or {@code REMOTELOG_MASTER_SYNC_PORT} in the environment.
 */
final class SettingNames {
    /** What all variables of this program begin with. */
    static final String VARIABLE_PREFIX = "REMOTELOG_";

    /** What is meant once, when it is typed; a machine's {@code master} is its replica's, and another port. */
    private static final Set<String> ONCE =
            Set.of("help", "version", "config", "reset-diverged", "repair", "check", "verify.from", "scan.master");

    /** By key, the names of all commands and of each, without prefix and with it. */
    private final Set<String> keys = new TreeSet<>();

    private final Set<String> refused = new TreeSet<>();
    private final Map<String, String> keysOfVariables = new TreeMap<>();

    /** Takes the names from the commands. */
    SettingNames(Iterable<CommandLine> commands) {
        for (CommandLine command : commands) {
            CommandSpec spec = command.getCommandSpec();
            for (OptionSpec option : spec.options()) {
                Set<String> names = isSetting(spec, option) ? keys : refused;
                names.add(key(option));
                names.add(key(spec, option));
            }
        }
        refused.removeAll(keys);
        for (String key : keys) {
            String other = keysOfVariables.put(variable(key), key);
            if (other != null) {
                throw new IllegalStateException("keys " + key + " and " + other + " have the same variable");
            }
        }
    }

    /** The flags of a command that can be set elsewhere, in the order of its help. */
    static List<OptionSpec> settings(CommandSpec command) {
        List<OptionSpec> settings = new ArrayList<>(command.options());
        settings.removeIf(option -> !isSetting(command, option));
        return settings;
    }

    /** A list without a separator, such as the two stores that {@code compare} takes, is given on the command line. */
    private static boolean isSetting(CommandSpec command, OptionSpec option) {
        boolean list = option.isMultiValue() && option.splitRegex().isEmpty();
        return !list && !ONCE.contains(key(option)) && !ONCE.contains(key(command, option));
    }

    /** The key for all commands that have such a flag. */
    static String key(OptionSpec option) {
        return option.longestName().substring("--".length());
    }

    /** The key for one command. */
    static String key(CommandSpec command, OptionSpec option) {
        return command.name() + "." + key(option);
    }

    /** The variable of a key. */
    static String variable(String key) {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /** Says what is wrong with a key of a file; nothing if it is known. */
    Optional<String> faultOfKey(String key) {
        if (keys.contains(key)) {
            return Optional.empty();
        }
        if (refused.contains(key)) {
            return Optional.of("key '" + TextFormat.escape(key) + "' is a flag for the command line only");
        }
        return Optional.of("unknown key '" + TextFormat.escape(key) + "', " + hint(key, keys));
    }

    /** The same of a variable. */
    Optional<String> faultOfVariable(String variable) {
        if (keysOfVariables.containsKey(variable)) {
            return Optional.empty();
        }
        if (refused.stream().anyMatch(key -> variable(key).equals(variable))) {
            return Optional.of("is a flag for the command line only");
        }
        return Optional.of("unknown, " + hint(variable, keysOfVariables.keySet()));
    }

    private static String hint(String unknown, Set<String> known) {
        return NearestName.of(unknown, known)
                .map(name -> "the nearest known is '" + name + "'")
                .orElse("none is near; remotelog config lists all");
    }
}
