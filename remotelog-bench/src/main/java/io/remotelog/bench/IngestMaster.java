package io.remotelog.bench;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A master for applications in a process of its own. It prints {@code listening PORT}, then follows the order {@code heap}:
 * {@code heap MEBIBYTES}, the most that its heap held.
 */
final class IngestMaster {
    private IngestMaster() {}

    /** Takes the store's location. */
    public static void main(String[] args) throws IOException {
        Child.endWithParent();
        MasterConfig config = MasterConfig.defaults()
                .withGrpcAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .withSyncAddress(Optional.empty());
        try (LogStore store = LogStores.open(args[0]);
                Master master = Master.start(store, config)) {
            System.out.println("listening " + master.grpcAddress().orElseThrow().getPort());
            Child.follow((order, arguments) -> {
                if (!order.equals("heap")) {
                    throw new IllegalArgumentException("order " + order + ", want heap");
                }
                System.out.println("heap " + PeakHeap.mebibytes());
            });
        }
    }
}
