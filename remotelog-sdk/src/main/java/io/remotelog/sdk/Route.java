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
    private static final MethodDescriptor<AppLogRequest, AppLogResponse> APP = LogGrpc.getAppLogWriteMethod();
    private static final MethodDescriptor<AppLogRequest, AppLogResponse> DB =
            likeApp(LogGrpc.getDbLogWriteMethod().getFullMethodName());
    private static final MethodDescriptor<AppLogRequest, AppLogResponse> JSON =
            likeApp(LogGrpc.getJsonLogWriteMethod().getFullMethodName());

    private Route() {}

    static MethodDescriptor<AppLogRequest, AppLogResponse> of(int type) {
        return switch (type) {
            case RecordTypes.DB -> DB;
            case RecordTypes.JSON -> JSON;
            default -> APP;
        };
    }

    private static MethodDescriptor<AppLogRequest, AppLogResponse> likeApp(String fullMethodName) {
        return APP.toBuilder()
                .setFullMethodName(fullMethodName)
                .setSchemaDescriptor(null)
                .build();
    }
}
