package io.remotelog.sdk;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.remotelog.protocol.v1.ReadRequest;
import io.remotelog.protocol.v1.ReadResponse;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One Read over a connection of its own: hands on what comes, and asks for more when that was taken. The network's threads
 * bring it, one thread takes it, any may close.
 */
final class ReadStream {
    /** How many responses are asked for and not taken: one is looked at while the next one comes. */
    private static final int MAX_RESPONSES = 2;

    private final ManagedChannel channel;

    /** At most the responses asked for, and the end. */
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private final Observer observer = new Observer();

    private ReadStream(ManagedChannel channel) {
        this.channel = channel;
    }

    /** A response, or the end with a status. */
    record Event(Optional<ReadResponse> response, Status status) {}

    /** Dials and calls; the channel is closed with the stream. */
    static ReadStream start(ManagedChannel channel, ReadRequest request) {
        ReadStream stream = new ReadStream(channel);
        RemoteLogGrpc.newStub(channel).read(request, stream.observer);
        return stream;
    }

    /** The next event, waiting for it; empty if none came in time. */
    Optional<Event> take(long waitNanos) throws InterruptedException {
        Event event = events.poll(waitNanos, TimeUnit.NANOSECONDS);
        if (event != null && event.response().isPresent()) {
            observer.call.request(1);
        }
        return Optional.ofNullable(event);
    }

    /** Ends the call and the connection; whoever waits gets an end. */
    void close() {
        observer.call.cancel("the reader was closed", null);
        channel.shutdownNow();
    }

    private final class Observer implements ClientResponseObserver<ReadRequest, ReadResponse> {
        private volatile ClientCallStreamObserver<ReadRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<ReadRequest> started) {
            call = started;
            started.disableAutoRequestWithInitial(MAX_RESPONSES);
        }

        @Override
        public void onNext(ReadResponse response) {
            events.add(new Event(Optional.of(response), Status.OK));
        }

        @Override
        public void onError(Throwable failure) {
            events.add(new Event(Optional.empty(), Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            events.add(new Event(Optional.empty(), Status.OK));
        }
    }
}
