package io.remotelog.master;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.remotelog.api.Position;
import io.remotelog.api.StoreFullException;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.AppLogResponse;
import io.remotelog.protocol.ingest.DbLogRequest;
import io.remotelog.protocol.ingest.DbLogResponse;
import io.remotelog.protocol.ingest.JsonLogRequest;
import io.remotelog.protocol.ingest.JsonLogResponse;
import io.remotelog.protocol.ingest.LogGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The calls of go-remote-log's applications, answered after the commit.
 *
 * <p>Runs on the network thread of the connection, so the calls of a connection are appended in the order in which they came.
 */
final class IngestService extends LogGrpc.LogImplBase {
    private static final String OK = "ok";

    private final Appender appender;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();

    IngestService(Appender appender) {
        this.appender = appender;
    }

    @Override
    public void dbLogWrite(DbLogRequest request, StreamObserver<DbLogResponse> response) {
        append(
                request.getDataType(),
                request.getData(),
                response,
                position -> DbLogResponse.newBuilder()
                        .setErrMessage(OK)
                        .setData(position)
                        .build());
    }

    @Override
    public void appLogWrite(AppLogRequest request, StreamObserver<AppLogResponse> response) {
        append(
                request.getDataType(),
                request.getData(),
                response,
                position -> AppLogResponse.newBuilder()
                        .setErrMessage(OK)
                        .setData(position)
                        .build());
    }

    @Override
    public void jsonLogWrite(JsonLogRequest request, StreamObserver<JsonLogResponse> response) {
        append(
                request.getDataType(),
                request.getData(),
                response,
                position -> JsonLogResponse.newBuilder()
                        .setErrMessage(OK)
                        .setData(position)
                        .build());
    }

    private <T> void append(int type, ByteString payload, StreamObserver<T> response, Function<String, T> ok) {
        received.incrementAndGet();
        CompletableFuture<Position> unused = queue(type, payload).whenComplete((position, failure) -> {
            answer(response, ok, position, failure);
            answered.incrementAndGet();
        });
    }

    private CompletableFuture<Position> queue(int type, ByteString payload) {
        try {
            return appender.appendAtOnce(type, payload.asReadOnlyByteBuffer());
        } catch (IllegalArgumentException | QueueFullException | MasterClosedException e) {
            return CompletableFuture.failedFuture(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new MasterClosedException());
        }
    }

    /** How many calls have come so far. */
    long received() {
        return received.get();
    }

    /** Whether a record waits for its answer. */
    boolean isBusy() {
        return answered.get() < received.get();
    }

    private static <T> void answer(
            StreamObserver<T> response, Function<String, T> ok, Position position, Throwable failure) {
        if (failure != null) {
            Status status = status(failure);
            response.onError(
                    status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                            ? status.asRuntimeException(RetryHint.trailers())
                            : status.asRuntimeException());
            return;
        }
        response.onNext(ok.apply(position.toString()));
        response.onCompleted();
    }

    private static Status status(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        Status status;
        if (cause instanceof IllegalArgumentException) {
            status = Status.INVALID_ARGUMENT;
        } else if (cause instanceof QueueFullException || cause instanceof StoreFullException) {
            status = Status.RESOURCE_EXHAUSTED;
        } else if (cause instanceof MasterClosedException) {
            status = Status.UNAVAILABLE;
        } else {
            status = Status.INTERNAL;
        }
        return status.withDescription(cause.getMessage()).withCause(cause);
    }
}
