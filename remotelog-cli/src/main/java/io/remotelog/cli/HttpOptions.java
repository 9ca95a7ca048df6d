package io.remotelog.cli;

import io.remotelog.http.HttpPort;
import io.remotelog.http.Observed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The options of the port for metrics and health. */
final class HttpOptions {
    @Option(
            names = "--http-port",
            paramLabel = "PORT|off",
            defaultValue = "off",
            converter = PortConverter.class,
            description = "Port for /metrics (Prometheus), /health/live and /health/ready, 0 for a free one."
                    + " Default: ${DEFAULT-VALUE}.")
    private OptionalInt port;

    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address of that port, which asks nobody who they are. Default: ${DEFAULT-VALUE}.")
    private String host;

    /** Where it is to listen, if it was asked for. */
    Optional<InetSocketAddress> address() throws CommandFailedException {
        return port.isPresent() ? Optional.of(ListenCheck.address(host, port.getAsInt())) : Optional.empty();
    }

    /** Begins to answer, and tells the address, if it was asked for. */
    Optional<HttpPort> start(Observed observed) throws IOException, CommandFailedException {
        Optional<InetSocketAddress> address = address();
        return address.isPresent() ? Optional.of(HttpPort.start(address.get(), observed)) : Optional.empty();
    }

    /** What the line that a command is ready says of it. */
    String text(Optional<HttpPort> started) {
        return started.map(
                        http -> " http=" + HostPort.format(host, http.address().getPort()))
                .orElse("");
    }
}
