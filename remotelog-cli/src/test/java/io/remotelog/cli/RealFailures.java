package io.remotelog.cli;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.AppLogResponse;
import io.remotelog.protocol.ingest.LogGrpc;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.SendException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Has the SDK fail against a service that fails, since an application cannot make the SDK's exceptions. */
final class RealFailures {
    private RealFailures() {}

    /** What the SDK says when a master answers so. */
    static SendException of(Status status) throws IOException {
        LogGrpc.LogImplBase service = new LogGrpc.LogImplBase() {
            @Override
            public void appLogWrite(AppLogRequest request, StreamObserver<AppLogResponse> response) {
                response.onError(status.asException());
            }
        };
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service)
                .build()
                .start();
        try (RemoteLog log = RemoteLog.connect("127.0.0.1:" + server.getPort())) {
            log.send(0, ByteBuffer.allocate(0));
            throw new AssertionError("the master answered " + status + ", and the SDK took it for a receipt");
        } catch (SendException e) {
            return e;
        } finally {
            server.shutdownNow();
        }
    }
}
