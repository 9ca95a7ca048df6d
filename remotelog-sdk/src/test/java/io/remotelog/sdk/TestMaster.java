package io.remotelog.sdk;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.AppLogResponse;
import io.remotelog.protocol.ingest.DbLogRequest;
import io.remotelog.protocol.ingest.DbLogResponse;
import io.remotelog.protocol.ingest.JsonLogRequest;
import io.remotelog.protocol.ingest.JsonLogResponse;
import io.remotelog.protocol.ingest.LogGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A master on a real socket: keeps what came, in the order in which it came, and answers as it was told to. */
final class TestMaster implements AutoCloseable {
    private final Server server;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

    private TestMaster(int port, Answers answers) throws IOException {
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .directExecutor()
                .maxInboundMessageSize(20 << 20)
                .addService(new Service(received, answers))
                .build()
                .start();
    }

    /** A record that came, and what answers it. */
    record Received(String method, int type, ByteString payload, Reply reply) {}

    /** What a master does with a record. */
    interface Answers {
        void answer(Received record);
    }

    /** The response of a call. */
    interface Reply {
        void respond(int errCode, String errMessage, String data);

        void fail(Throwable failure);
    }

    static TestMaster start(Answers answers) throws IOException {
        return new TestMaster(0, answers);
    }

    static TestMaster start(int port, Answers answers) throws IOException {
        return new TestMaster(port, answers);
    }

    static TestMaster likeGo() throws IOException {
        return start(record -> record.reply().respond(0, "ok", ""));
    }

    static TestMaster silent() throws IOException {
        return start(record -> {});
    }

    int port() {
        return server.getPort();
    }

    RemoteLogConfig config() {
        return RemoteLogConfig.defaults("127.0.0.1", port());
    }

    /** The next record that came, waited for. */
    Received take() throws InterruptedException {
        Received next = received.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no record came within 10 s");
        }
        return next;
    }

    int waiting() {
        return received.size();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Service extends LogGrpc.LogImplBase {
        private final BlockingQueue<Received> received;
        private final Answers answers;

        Service(BlockingQueue<Received> received, Answers answers) {
            this.received = received;
            this.answers = answers;
        }

        @Override
        public void dbLogWrite(DbLogRequest request, StreamObserver<DbLogResponse> observer) {
            came(
                    "DbLogWrite",
                    request.getDataType(),
                    request.getData(),
                    new ObserverReply<>(
                            observer,
                            (code, message, data) -> DbLogResponse.newBuilder()
                                    .setErrCode(code)
                                    .setErrMessage(message)
                                    .setData(data)
                                    .build()));
        }

        @Override
        public void appLogWrite(AppLogRequest request, StreamObserver<AppLogResponse> observer) {
            came(
                    "AppLogWrite",
                    request.getDataType(),
                    request.getData(),
                    new ObserverReply<>(
                            observer,
                            (code, message, data) -> AppLogResponse.newBuilder()
                                    .setErrCode(code)
                                    .setErrMessage(message)
                                    .setData(data)
                                    .build()));
        }

        @Override
        public void jsonLogWrite(JsonLogRequest request, StreamObserver<JsonLogResponse> observer) {
            came(
                    "JsonLogWrite",
                    request.getDataType(),
                    request.getData(),
                    new ObserverReply<>(
                            observer,
                            (code, message, data) -> JsonLogResponse.newBuilder()
                                    .setErrCode(code)
                                    .setErrMessage(message)
                                    .setData(data)
                                    .build()));
        }

        private void came(String method, int type, ByteString payload, Reply reply) {
            Received record = new Received(method, type, payload, reply);
            received.add(record);
            answers.answer(record);
        }
    }

    private interface Response<T> {
        T of(int errCode, String errMessage, String data);
    }

    private record ObserverReply<T>(StreamObserver<T> observer, Response<T> response) implements Reply {
        @Override
        public void respond(int errCode, String errMessage, String data) {
            observer.onNext(response.of(errCode, errMessage, data));
            observer.onCompleted();
        }

        @Override
        public void fail(Throwable failure) {
            observer.onError(failure);
        }
    }
}
