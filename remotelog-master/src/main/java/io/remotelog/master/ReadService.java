package io.remotelog.master;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.remotelog.api.LogStore;
import io.remotelog.api.ReadRange;
import io.remotelog.protocol.link.RecordRoom;
import io.remotelog.protocol.v1.ReadRequest;
import io.remotelog.protocol.v1.ReadResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The Reads of applications: bounded in number, on threads of their own, and over when the master is. */
final class ReadService implements AutoCloseable {
    /** Each holds a day's files open, and up to a batch in memory, until its client has taken it. Beyond, a Read is refused. */
    static final int MAX_READS = 64;

    private final LogStore store;
    private final CallCounts counts;
    private final RecordRoom room;
    private final ReadThreads threads = new ReadThreads();
    private final Set<ReadCall> underWay = new HashSet<>();
    private boolean closed;

    ReadService(LogStore store, CallCounts counts, RecordRoom room) {
        this.store = store;
        this.counts = counts;
        this.room = room;
    }

    void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
        ReadRange range;
        try {
            range = ReadRequests.range(request);
        } catch (IllegalArgumentException e) {
            refuse(observer, ReadFailures.invalid(e));
            return;
        }
        synchronized (this) {
            if (closed) {
                refuse(observer, ReadFailures.shuttingDown());
            } else if (underWay.size() >= MAX_READS) {
                refuse(observer, ReadFailures.tooMany(MAX_READS));
            } else {
                ReadCall call = new ReadCall(
                        store,
                        range,
                        counts,
                        (ServerCallStreamObserver<ReadResponse>) observer,
                        IngestCall.current().stream(),
                        room,
                        threads.next(),
                        this::ended);
                underWay.add(call);
                call.begin();
            }
        }
    }

    /** How many Reads are under way. */
    synchronized int underWay() {
        return underWay.size();
    }

    /** Ends all Reads, and refuses those to come. */
    @Override
    public void close() {
        List<ReadCall> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(underWay);
        }
        last.forEach(ReadCall::stop);
        threads.close();
    }

    private synchronized void ended(ReadCall call) {
        underWay.remove(call);
    }

    private static void refuse(StreamObserver<ReadResponse> observer, Status status) {
        observer.onError(status.asRuntimeException());
    }
}
