package io.remotelog.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the environment and a config file hold for the flags of all commands; each key in them is a known one. */
final class Settings {
    /** The variable that names the config file. */
    static final String CONFIG_VARIABLE = SettingNames.variable("config");

    private final Map<String, Setting> byVariable;
    private final Map<String, Setting> byKey;

    private Settings(Map<String, Setting> byVariable, Map<String, Setting> byKey) {
        this.byVariable = byVariable;
        this.byKey = byKey;
    }

    /**
     * Reads both.
     *
     * @param file as it was given on the command line, which goes over the one that the environment names
     * @throws ConfigException for the first thing that is wrong, also if it is about another command
     */
    static Settings read(Map<String, String> environment, Optional<String> file, SettingNames names)
            throws ConfigException {
        Map<String, Setting> byVariable = variables(environment, names);
        Optional<String> configFile = file.or(
                () -> Optional.ofNullable(byVariable.remove(CONFIG_VARIABLE)).map(Setting::value));
        Map<String, Setting> byKey = configFile.isPresent() ? ConfigFile.read(configFile.get()) : Map.of();
        for (Setting setting : byKey.values()) {
            Optional<String> fault = names.faultOfKey(setting.key());
            if (fault.isPresent()) {
                throw new ConfigException("config file " + setting.place() + ": " + fault.get());
            }
        }
        return new Settings(byVariable, byKey);
    }

    private static Map<String, Setting> variables(Map<String, String> environment, SettingNames names)
            throws ConfigException {
        Map<String, Setting> settings = new TreeMap<>();
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith(SettingNames.VARIABLE_PREFIX)) {
                continue;
            }
            Optional<String> fault = name.equals(CONFIG_VARIABLE) ? Optional.empty() : names.faultOfVariable(name);
            if (fault.isEmpty() && variable.getValue().isEmpty()) {
                fault = Optional.of("is empty, want a value, or no such variable");
            }
            if (fault.isPresent()) {
                throw new ConfigException("environment variable " + name + ": " + fault.get());
            }
            settings.put(name, Setting.inEnvironment(name, variable.getValue()));
        }
        return settings;
    }

    /**
     * What the flags of a command get that are not given on its command line.
     *
     * @throws ConfigException if one source has flags that exclude each other
     */
    Map<OptionSpec, Setting> of(CommandSpec command, GivenFlags given) throws ConfigException {
        Map<OptionSpec, Setting> found = new LinkedHashMap<>();
        for (OptionSpec option : SettingNames.settings(command)) {
            if (!given.has(option)) {
                find(command, option).ifPresent(setting -> found.put(option, setting));
            }
        }
        for (ArgGroupSpec group : command.argGroups()) {
            if (group.exclusive()) {
                exclude(group, given, found);
            }
        }
        return found;
    }

    /** The environment goes over the file, and within each a key of the command over one of all commands. */
    private Optional<Setting> find(CommandSpec command, OptionSpec option) {
        String own = SettingNames.key(command, option);
        String common = SettingNames.key(option);
        return Optional.ofNullable(byVariable.get(SettingNames.variable(own)))
                .or(() -> Optional.ofNullable(byVariable.get(SettingNames.variable(common))))
                .or(() -> Optional.ofNullable(byKey.get(own)))
                .or(() -> Optional.ofNullable(byKey.get(common)));
    }

    /** Of flags that exclude each other one is left: a source goes over another with all of them. */
    private static void exclude(ArgGroupSpec group, GivenFlags given, Map<OptionSpec, Setting> found)
            throws ConfigException {
        if (group.options().stream().anyMatch(given::has)) {
            found.keySet().removeAll(group.options());
            return;
        }
        List<OptionSpec> asked = new ArrayList<>(group.options());
        asked.removeIf(option -> !found.containsKey(option) || isOff(found.get(option)));
        if (asked.isEmpty()) {
            return;
        }
        Setting.Kind last = asked.stream()
                .map(option -> found.get(option).source().kind())
                .max(Setting.Kind::compareTo)
                .orElseThrow();
        asked.removeIf(option -> found.get(option).source().kind() != last);
        if (asked.size() > 1) {
            Setting one = found.get(asked.get(0));
            Setting other = found.get(asked.get(1));
            throw new ConfigException(one.key() + " (" + one.place() + ") and " + other.key() + " (" + other.place()
                    + ") exclude each other, want one of them");
        }
        found.keySet().removeIf(option -> group.options().contains(option) && !asked.contains(option));
    }

    private static boolean isOff(Setting setting) {
        return setting.value().equalsIgnoreCase("false");
    }
}
