package io.remotelog.cli;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says where a store is. */
final class StoreOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--store",
            required = true,
            paramLabel = "PATH_OR_URI",
            description = "Folder of the log, or SCHEME:PLACE?OPTION=VALUE.")
    private String location;

    /** The location as it was given. */
    String location() {
        return location;
    }

    /** The folder of the store, if it is one of the default kind, which lies in a folder. */
    Optional<Path> folder() {
        StoreLocation parsed = parse(command, location);
        return parsed.scheme().equals(StoreLocation.DEFAULT_SCHEME)
                ? Optional.of(Path.of(parsed.place()))
                : Optional.empty();
    }

    /** Opens the store, which need not exist yet; creates nothing. */
    LogStore open() throws IOException {
        return open(UnaryOperator.identity());
    }

    /** The same, with the location changed. */
    LogStore open(UnaryOperator<StoreLocation> change) throws IOException {
        return open(command, location, change);
    }

    /** Opens a store to read what it holds: a folder that is not there is a mistake, and not a log without days. */
    LogStore openExisting() throws IOException, CommandFailedException {
        return openExisting(location);
    }

    /** As {@link #openExisting()}, of another store. */
    LogStore openExisting(String other) throws IOException, CommandFailedException {
        return openExisting(command, other);
    }

    /**
     * As {@link #openExisting()}, for a command that has an option of its own.
     *
     * @param location as it was given
     */
    static LogStore openExisting(CommandSpec command, String location) throws IOException, CommandFailedException {
        LogStore store = open(command, location, UnaryOperator.identity());
        StoreLocation parsed = StoreLocation.parse(location);
        if (parsed.scheme().equals(StoreLocation.DEFAULT_SCHEME) && !Files.exists(Path.of(parsed.place()))) {
            store.close();
            throw new CommandFailedException(
                    "store " + parsed.place() + " does not exist: want the folder that a master or replica writes");
        }
        return store;
    }

    private static StoreLocation parse(CommandSpec command, String place) {
        try {
            return StoreLocation.parse(place);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static LogStore open(CommandSpec command, String place, UnaryOperator<StoreLocation> change)
            throws IOException {
        try {
            return LogStores.open(change.apply(StoreLocation.parse(place)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
