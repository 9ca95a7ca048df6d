package io.remotelog.cli;

import io.remotelog.replica.Mirroring;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a replica that are about its link, and about further replicas that copy from it. */
final class MirroringOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "What this replica is called on the master, which then knows how far it is; one of its own each.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "auto|1|2",
            defaultValue = "auto",
            description = "Version of the sync protocol: 1 is go-remote-log's, auto is 2 where the master knows it."
                    + " Default: ${DEFAULT-VALUE}.")
    private String protocol;

    @Option(
            names = "--compression",
            paramLabel = "auto|zstd|none",
            defaultValue = "auto",
            description =
                    "How records travel; auto is zstd unless the master is on this machine. Default: ${DEFAULT-VALUE}.")
    private String compression;

    @Option(
            names = "--max-rate",
            paramLabel = "BYTES_PER_SECOND",
            description =
                    "Most that the catch-up takes of the line; live records come first, and are not held back. Default: no limit.")
    private Optional<Long> maxRate = Optional.empty();

    @Option(
            names = "--max-record-bytes",
            paramLabel = "N",
            defaultValue = "" + Mirroring.MAX_RECORD_BYTES,
            description = "Largest payload taken, up to " + Mirroring.MAX_RECORD_BYTES + ". Default: ${DEFAULT-VALUE}.")
    private int maxRecordBytes;

    @Option(
            names = "--sync-port",
            paramLabel = "PORT|off",
            defaultValue = "off",
            converter = PortConverter.class,
            description =
                    "Port for further replicas that copy from this one, 0 for a free one. Default: ${DEFAULT-VALUE}.")
    private OptionalInt syncPort;

    @Option(
            names = "--sync-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description =
                    "Address of that port. Default: ${DEFAULT-VALUE}, this machine only. For other machines it wants"
                            + " --tls-ca with --tls-cert, --token-file, a --send-flag of its own, or --insecure.")
    private String syncHost;

    /** What was given. */
    Mirroring read() throws CommandFailedException {
        Optional<InetSocketAddress> address = Optional.empty();
        if (syncPort.isPresent()) {
            address = Optional.of(ListenCheck.address(syncHost, syncPort.getAsInt()));
        }
        return new Mirroring(
                name,
                choice(
                        "--protocol",
                        protocol,
                        Mirroring.Protocol.class,
                        protocol.equals("1") || protocol.equals("2") ? "V" : ""),
                choice("--compression", compression, Mirroring.Compression.class, ""),
                maxRecordBytes,
                maxRate.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                address);
    }

    /** What the line that the replica is ready says of the port for further replicas. */
    String text(Optional<InetSocketAddress> listening) {
        return listening
                .map(address -> " sync=" + HostPort.format(syncHost, address.getPort()))
                .orElse("");
    }

    private <E extends Enum<E>> E choice(String option, String value, Class<E> choices, String prefix) {
        for (E choice : choices.getEnumConstants()) {
            if (choice.name().equals(prefix + value.toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new ParameterException(
                command.commandLine(),
                "Invalid value for option '" + option + "': '" + value + "', want "
                        + command.findOption(option).paramLabel());
    }
}
