package io.remotelog.sdk;

import io.grpc.MethodDescriptor;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.AppLogResponse;
import io.remotelog.protocol.ingest.LogGrpc;

/**
 * Which of the service's three methods takes a type.
 *
 * <p>The requests of the three have the same fields, and so have the responses: one pair of classes serves them all.
 */
final class Route {
    private static final MethodDescriptor<AppLogRequest, AppLogResponse> DB = method(LogGrpc.getDbLogWriteMethod());
    private static final MethodDescriptor<AppLogRequest, AppLogResponse> APP = method(LogGrpc.getAppLogWriteMethod());
    private static final MethodDescriptor<AppLogRequest, AppLogResponse> JSON = method(LogGrpc.getJsonLogWriteMethod());

    private Route() {}

    static MethodDescriptor<AppLogRequest, AppLogResponse> of(int type) {
        return switch (type) {
            case RecordTypes.DB -> DB;
            case RecordTypes.JSON -> JSON;
            default -> APP;
        };
    }

    private static MethodDescriptor<AppLogRequest, AppLogResponse> method(MethodDescriptor<?, ?> method) {
        return LogGrpc.getAppLogWriteMethod().toBuilder()
                .setFullMethodName(method.getFullMethodName())
                .setSchemaDescriptor(null)
                // The same on the wire as UNARY. For a unary call gRPC does not tell when its message was written.
                .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                .build();
    }
}
