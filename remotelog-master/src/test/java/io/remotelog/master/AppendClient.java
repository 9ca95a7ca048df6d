package io.remotelog.master;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.remotelog.protocol.v1.Ack;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import io.remotelog.protocol.v1.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A stream of batches by a client that takes answers as they come, or only when a test says so. */
final class AppendClient implements ClientResponseObserver<AppendRequest, AppendResponse> {
    final Map<Long, AppendResponse> answers = new ConcurrentHashMap<>();
    final CompletableFuture<Status> end = new CompletableFuture<>();
    private final boolean eager;
    private volatile ClientCallStreamObserver<AppendRequest> call;
    private long number;

    private AppendClient(boolean eager) {
        this.eager = eager;
    }

    static AppendClient start(Channel channel) {
        return start(channel, true);
    }

    /** Takes no answer before {@link #take}. */
    static AppendClient startSlow(Channel channel) {
        return start(channel, false);
    }

    private static AppendClient start(Channel channel, boolean eager) {
        AppendClient client = new AppendClient(eager);
        RemoteLogGrpc.newStub(channel).append(client);
        return client;
    }

    /** A batch of nobody in particular, all of type 7. */
    static AppendRequest.Builder batch(String... payloads) {
        AppendRequest.Builder batch = AppendRequest.newBuilder().addTypes(7);
        for (String payload : payloads) {
            batch.addLengths(payload.length());
        }
        return batch.setPayloads(ByteString.copyFromUtf8(String.join("", payloads)));
    }

    static AppendRequest.Builder batch(UUID producer, long sequence, String... payloads) {
        ByteBuffer id = ByteBuffer.allocate(16)
                .putLong(producer.getMostSignificantBits())
                .putLong(producer.getLeastSignificantBits())
                .flip();
        return batch(payloads).setProducer(ByteString.copyFrom(id)).setSequence(sequence);
    }

    /** Sends a batch, and says which number it was given. */
    long send(AppendRequest.Builder batch) {
        call.onNext(batch.setNumber(++number).build());
        return number;
    }

    /** Sends a batch, and waits for its answer. */
    AppendResponse append(AppendRequest.Builder batch) {
        long sent = send(batch);
        await("answer " + sent).until(() -> answers.containsKey(sent));
        return answers.get(sent);
    }

    /** As {@link #append}, as text: the result, and the runs as DATE/ID+RECORDS. */
    String told(AppendRequest.Builder batch) {
        return text(append(batch));
    }

    static String text(AppendResponse answer) {
        return answer.getRunsList().stream()
                .map(run -> " " + run.getDate() + "/" + run.getFirstId() + "+" + run.getRecords())
                .collect(Collectors.joining("", answer.getResult().name(), ""));
    }

    static AppendRequest.Builder written(AppendRequest.Builder batch) {
        return batch.setAck(Ack.WRITTEN);
    }

    long count(Result result) {
        return answers.values().stream()
                .filter(answer -> answer.getResult() == result)
                .count();
    }

    static String payload(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    void take(int answers) {
        call.request(answers);
    }

    void finish() {
        call.onCompleted();
    }

    void cancel() {
        call.cancel("enough", null);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AppendRequest> started) {
        call = started;
        if (!eager) {
            started.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public void onNext(AppendResponse response) {
        answers.put(response.getNumber(), response);
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
