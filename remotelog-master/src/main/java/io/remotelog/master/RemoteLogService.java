package io.remotelog.master;

import io.grpc.stub.StreamObserver;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.ReadRequest;
import io.remotelog.protocol.v1.ReadResponse;
import io.remotelog.protocol.v1.RemoteLogGrpc;

/** The calls of RemoteLog's own service. */
final class RemoteLogService extends RemoteLogGrpc.RemoteLogImplBase {
    private final AppendService appends;
    private final ReadService reads;

    RemoteLogService(AppendService appends, ReadService reads) {
        this.appends = appends;
        this.reads = reads;
    }

    @Override
    public StreamObserver<AppendRequest> append(StreamObserver<AppendResponse> response) {
        return appends.append(response);
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> response) {
        reads.read(request, response);
    }
}
