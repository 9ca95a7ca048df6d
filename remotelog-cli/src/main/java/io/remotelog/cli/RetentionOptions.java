package io.remotelog.cli;

import io.remotelog.api.Retention;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which days a store that is written to keeps. */
final class RetentionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--retain-days", paramLabel = "N", description = "Keep this many days before today. Default: all.")
    private Optional<Integer> days = Optional.empty();

    @Option(
            names = "--retain-bytes",
            paramLabel = "N",
            description =
                    "Remove the oldest days while the log's records take more bytes than this, today's included. Today"
                            + " and the newest records stay. Default: keep all.")
    private Optional<Long> bytes = Optional.empty();

    /** What was given. */
    Retention read() {
        try {
            return new Retention(
                    days.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                    bytes.map(OptionalLong::of).orElseGet(OptionalLong::empty));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
