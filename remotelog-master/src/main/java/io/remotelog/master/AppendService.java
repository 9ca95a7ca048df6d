package io.remotelog.master;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The streams of batches that are under way. */
final class AppendService {
    private final Appender appender;
    private final AckWaits acks;
    private final int maxRecordBytes;
    private final CallCounts counts;
    private final Set<AppendCall> underWay = new HashSet<>();
    private boolean closed;

    AppendService(Appender appender, AckWaits acks, int maxRecordBytes, CallCounts counts) {
        this.appender = appender;
        this.acks = acks;
        this.maxRecordBytes = maxRecordBytes;
        this.counts = counts;
    }

    StreamObserver<AppendRequest> append(StreamObserver<AppendResponse> observer) {
        AppendCall call = new AppendCall(
                appender,
                acks,
                maxRecordBytes,
                counts,
                (ServerCallStreamObserver<AppendResponse>) observer,
                this::ended);
        boolean isLate;
        synchronized (this) {
            isLate = closed;
            underWay.add(call);
        }
        call.begin();
        if (isLate) {
            call.stop();
        }
        return call;
    }

    private synchronized void ended(AppendCall call) {
        underWay.remove(call);
    }

    /** How many streams have not ended yet. */
    synchronized int underWay() {
        return underWay.size();
    }

    /** Each stream ends once its batches are answered, and so does one that is to come. */
    void close() {
        List<AppendCall> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(underWay);
        }
        last.forEach(AppendCall::stop);
    }
}
