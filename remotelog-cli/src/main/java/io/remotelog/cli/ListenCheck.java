package io.remotelog.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Finds out whether addresses are free before a master takes its store: one that cannot serve creates nothing. */
final class ListenCheck {
    private ListenCheck() {}

    /**
     * Listens on all for an instant, and at once, since they may be the same. Port 0 is always free.
     *
     * @throws CommandFailedException if one is not; it names the address and the options to change
     */
    static void require(InetSocketAddress sync, Optional<InetSocketAddress> grpc, Optional<InetSocketAddress> http)
            throws IOException, CommandFailedException {
        try (ServerSocket forSync = new ServerSocket();
                ServerSocket forGrpc = new ServerSocket();
                ServerSocket forHttp = new ServerSocket()) {
            listen(forSync, sync, "replicas", "--sync-port or --sync-host");
            if (grpc.isPresent()) {
                listen(forGrpc, grpc.get(), "applications", "--grpc-port or --grpc-host");
            }
            if (http.isPresent()) {
                listen(forHttp, http.get(), "HTTP", "--http-port or --http-host");
            }
        }
    }

    /** An address of this machine. */
    static InetSocketAddress address(String host, int port) throws CommandFailedException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new CommandFailedException(
                    "host '" + host + "' is not known, want a name or an address of this machine, such as 0.0.0.0");
        }
        return address;
    }

    private static void listen(ServerSocket socket, InetSocketAddress address, String whom, String options)
            throws CommandFailedException {
        try {
            socket.bind(address);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "cannot listen for " + whom + " on " + HostPort.format(address.getHostString(), address.getPort())
                            + ": " + e.getMessage() + ". Choose another " + options + ", or stop who has it",
                    e);
        }
    }
}
