package io.remotelog.master;

import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.remotelog.api.LogStore;
import io.remotelog.protocol.ingest.LogGrpc;
import io.remotelog.protocol.link.NetworkThreads;
import io.remotelog.protocol.security.PortGuard;
import io.remotelog.protocol.security.ReloadingSslContext;
import io.remotelog.protocol.security.Token;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The gRPC port: the services of applications, health and reflection. */
final class IngestServer implements Closeable {
    private static final int MAX_CALLS_PER_CONNECTION = 1_024;

    private static final int MIN_INBOUND_BYTES = 32 << 20;

    private static final int MAX_METADATA_BYTES = 16 << 10;
    private static final int DRAIN_SECONDS = 15;
    private static final int QUIET_SECONDS = 3;
    private static final int ABORT_SECONDS = 5;

    private final Server server;
    private final IngestService service;
    private final AppendService appends;
    private final ReadService reads;
    private final CallCounts counts;
    private final HealthStatusManager health;
    private final NetworkThreads threads;
    private final String host;

    private IngestServer(
            Server server,
            IngestService service,
            AppendService appends,
            ReadService reads,
            CallCounts counts,
            HealthStatusManager health,
            NetworkThreads threads,
            String host) {
        this.server = server;
        this.service = service;
        this.appends = appends;
        this.reads = reads;
        this.counts = counts;
        this.health = health;
        this.threads = threads;
        this.host = host;
    }

    static IngestServer start(
            InetSocketAddress address,
            Appender appender,
            AckWaits acks,
            LogStore store,
            int maxRecordBytes,
            IngestRoom room,
            Optional<ReloadingSslContext> tls,
            Optional<Token> token)
            throws IOException {
        HealthStatusManager health = new HealthStatusManager();
        // Threads of its own: one that waits for room in the queue reads from none of its connections, and that is the
        // backpressure. Replicas have other threads.
        NetworkThreads threads = new NetworkThreads("remotelog-grpc", 2);
        IngestService service = new IngestService(appender);
        CallCounts counts = new CallCounts();
        AppendService appends = new AppendService(appender, acks, maxRecordBytes, counts);
        ReadService reads = new ReadService(store, counts, room.reads());
        IngestConnections connections = new IngestConnections(room.connections());
        // The last one comes first.
        List<ServerInterceptor> entrance = Stream.concat(
                        Stream.of(connections.ofApplications()), token.map(TokenCheck::new).stream())
                .toList();
        PortGuard guard = new PortGuard("applications", tls);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .bossEventLoopGroup(threads.group())
                .workerEventLoopGroup(threads.group())
                .channelFactory(threads.serverChannels(connection ->
                        connection.addLast(connections.handler(), guard.firstBytes(), new LingeringClose())))
                .addTransportFilter(connections.filter())
                .addStreamTracerFactory(room.messages())
                .directExecutor()
                .maxInboundMessageSize(maxMessageBytes(maxRecordBytes))
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(ServerInterceptors.intercept(service, entrance))
                .addService(ServerInterceptors.intercept(new RemoteLogService(appends, reads), entrance))
                .addService(ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), entrance))
                .addService(ServerInterceptors.intercept(health.getHealthService(), connections.ofAnybody()));
        tls.ifPresent(builder::sslContext);
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            reads.close();
            threads.close();
            throw new IOException(
                    "cannot listen for applications on " + NetworkThreads.text(address) + ": "
                            + NetworkThreads.reason(e)
                            + ". Choose another --grpc-port or --grpc-host, or stop who has it",
                    e);
        }
        health.setStatus(LogGrpc.SERVICE_NAME, ServingStatus.SERVING);
        health.setStatus(RemoteLogGrpc.SERVICE_NAME, ServingStatus.SERVING);
        return new IngestServer(server, service, appends, reads, counts, health, threads, address.getHostString());
    }

    /** The longest message that is read: one that is too long for a record is still told so. */
    static int maxMessageBytes(int maxRecordBytes) {
        return Math.max(2 * maxRecordBytes, MIN_INBOUND_BYTES);
    }

    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, server.getPort());
    }

    /** What its Appends and Reads have come to. */
    CallStatus calls() {
        return counts.status(appends.underWay(), reads.underWay());
    }

    /** Takes no more calls, ends those that read, and lets those that append be answered. */
    @Override
    public void close() throws IOException {
        health.enterTerminalState();
        server.shutdown();
        reads.close();
        appends.close();
        try {
            if (!awaitDrained()) {
                server.shutdownNow();
                if (!server.awaitTermination(ABORT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException(
                            "calls are still under way " + ABORT_SECONDS + " s after they were cancelled");
                }
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            threads.close();
        }
    }

    /**
     * Waits for the end of all connections, as long as records come on them: a client sends until it has seen that this is
     * the end. Not for ever, and not for a connection that is merely there: somebody may watch the health.
     */
    private boolean awaitDrained() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        long received = -1;
        while (service.isBusy() || appends.underWay() > 0 || service.received() != received) {
            received = service.received();
            if (server.awaitTermination(QUIET_SECONDS, TimeUnit.SECONDS)) {
                return true;
            }
            if (System.nanoTime() - end >= 0) {
                return false;
            }
        }
        return false;
    }
}
