package io.remotelog.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** The flags that are on a command line, found before it is parsed, since what else a command is given depends on them. */
final class GivenFlags {
    /** By name, the value; empty where the flag is the last argument, which only one without a value can be. */
    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Finds them.
     *
     * @param arguments those behind the command's name
     */
    GivenFlags(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                return;
            }
            if (argument.startsWith("-")) {
                int equals = argument.indexOf('=');
                String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
                values.putIfAbsent(
                        equals < 0 ? argument : argument.substring(0, equals),
                        equals < 0 ? next : argument.substring(equals + 1));
            }
        }
    }

    boolean has(OptionSpec option) {
        return List.of(option.names()).stream().anyMatch(values::containsKey);
    }

    /** The value of a flag that has one. */
    Optional<String> value(OptionSpec option) {
        return List.of(option.names()).stream()
                .filter(values::containsKey)
                .map(values::get)
                .findFirst();
    }
}
