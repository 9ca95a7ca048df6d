package io.remotelog.log4j2;

import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogReader;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.payload.AppLogData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A master, and what is in its log. */
final class ReceivingMaster implements AutoCloseable {
    private final MemoryLogStore store = new MemoryLogStore();
    private final Master master;

    private ReceivingMaster(int port) throws IOException {
        master = Master.start(
                store,
                MasterConfig.defaults()
                        .withGrpcAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                        .withSyncAddress(Optional.empty()));
    }

    static ReceivingMaster start() throws IOException {
        return new ReceivingMaster(0);
    }

    static ReceivingMaster start(int port) throws IOException {
        return new ReceivingMaster(port);
    }

    /** A port at which nobody listens. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return master.grpcAddress().orElseThrow().getPort();
    }

    /** The log, once it has so many records. */
    List<AppLogData> lines(int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> lines().size() >= count);
        return lines();
    }

    /** The log as it is. */
    List<AppLogData> lines() {
        List<AppLogData> lines = new ArrayList<>();
        try (LogReader reader = LogReader.fromOldestDay(store)) {
            while (reader.poll() == LogReader.Step.RECORD) {
                if (reader.type() != RecordTypes.APP) {
                    throw new AssertionError("a record of type " + reader.type());
                }
                lines.add(AppLogData.parseFrom(reader.payload()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    List<String> messages(int count) {
        return lines(count).stream().map(AppLogData::getMessage).toList();
    }

    @Override
    public void close() throws IOException {
        master.close();
        store.close();
    }
}
