package io.remotelog.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Tells at once, and in few words, of a master's port that cannot be reached. */
final class MasterReach {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private MasterReach() {}

    /** Connects once, and no more. */
    static void require(HostPort master) throws CommandFailedException {
        InetSocketAddress address = new InetSocketAddress(master.host(), master.port());
        if (address.isUnresolved()) {
            throw new CommandFailedException("master " + master + ": host '" + master.host() + "' is not known");
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "cannot reach master " + master + " (" + e.getMessage()
                            + "): is it running, and is this its port for applications (--grpc-port)?",
                    e);
        }
    }
}
