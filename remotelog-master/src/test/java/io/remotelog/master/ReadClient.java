package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.remotelog.protocol.v1.ReadRequest;
import io.remotelog.protocol.v1.ReadResponse;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Read by a client that takes responses as they come, or only when a test says so. */
final class ReadClient implements ClientResponseObserver<ReadRequest, ReadResponse> {
    final List<ReadResponse> responses = new CopyOnWriteArrayList<>();
    final CompletableFuture<Status> end = new CompletableFuture<>();
    private final boolean eager;
    private volatile ClientCallStreamObserver<ReadRequest> call;

    private ReadClient(boolean eager) {
        this.eager = eager;
    }

    static ReadClient start(Channel channel, ReadRequest request) {
        return start(channel, request, true);
    }

    /** Takes nothing before {@link #take}. */
    static ReadClient startSlow(Channel channel, ReadRequest request) {
        return start(channel, request, false);
    }

    private static ReadClient start(Channel channel, ReadRequest request, boolean eager) {
        ReadClient client = new ReadClient(eager);
        RemoteLogGrpc.newStub(channel).read(request, client);
        return client;
    }

    /** Reads to the end, which must be a good one. */
    static List<String> read(Channel channel, ReadRequest request) throws Exception {
        ReadClient client = start(channel, request);
        Status status = client.end.get(20, TimeUnit.SECONDS);
        assertThat(status.isOk()).as(status.toString()).isTrue();
        return client.records();
    }

    /** What came, as DATE/ID TYPE PAYLOAD. */
    List<String> records() {
        return responses.stream()
                .flatMap(response -> response.getRecordsList().stream()
                        .map(record -> response.getDate() + "/" + record.getId() + " " + record.getType() + " "
                                + record.getPayload().toString(StandardCharsets.UTF_8)))
                .toList();
    }

    Stream<ReadResponse> told() {
        return responses.stream();
    }

    void take(int responses) {
        call.request(responses);
    }

    void cancel() {
        call.cancel("enough", null);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ReadRequest> started) {
        call = started;
        if (!eager) {
            started.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public void onNext(ReadResponse response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable failure) {
        end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }
}
