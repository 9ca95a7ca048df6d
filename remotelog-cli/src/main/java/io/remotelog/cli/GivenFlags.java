package io.remotelog.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/** The flags that are on a command line, found before it is parsed, since what else a command is given depends on them. */
final class GivenFlags {
    /** By name, what may be the value; nothing where the flag is the last argument. */
    private final Map<String, Optional<String>> values = new LinkedHashMap<>();

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
                String name = equals < 0 ? argument : argument.substring(0, equals);
                values.putIfAbsent(name, equals < 0 ? next(arguments, i) : Optional.of(argument.substring(equals + 1)));
            }
        }
    }

    private static Optional<String> next(List<String> arguments, int i) {
        return i + 1 < arguments.size() ? Optional.of(arguments.get(i + 1)) : Optional.empty();
    }

    boolean has(OptionSpec option) {
        return List.of(option.names()).stream().anyMatch(values::containsKey);
    }

    /** The value of a flag that takes one. */
    Optional<String> value(OptionSpec option) {
        return List.of(option.names()).stream()
                .filter(values::containsKey)
                .findFirst()
                .flatMap(values::get);
    }
}
