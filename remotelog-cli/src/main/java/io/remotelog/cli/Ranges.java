package io.remotelog.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses numbers that an option does not take. */
final class Ranges {
    private Ranges() {}

    /**
     * Checks a number.
     *
     * @throws ParameterException if it is below the least one, or above the largest
     */
    static void require(CommandSpec command, String option, long value, long min, long max) {
        if (value < min || value > max) {
            String want = max == Long.MAX_VALUE ? min + " or more" : min + " to " + max;
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '" + option + "': " + value + ", want " + want);
        }
    }
}
