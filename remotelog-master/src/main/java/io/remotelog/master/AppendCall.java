package io.remotelog.master;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.remotelog.api.Position;
import io.remotelog.api.StoreFullException;
import io.remotelog.protocol.v1.Ack;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.Result;
import io.remotelog.protocol.v1.Run;
import java.util.List;
import java.util.function.Consumer;

/**
 * A stream of batches: queues each as it comes, and answers it when it is known what became of it.
 *
 * <p>It asks for another batch only when it has answered one and the connection took the answer, so a stream has {@value
 * #MAX_UNANSWERED} at a time. Batches come on the network's thread, answers from any.
 */
final class AppendCall implements StreamObserver<AppendRequest> {
    static final int MAX_UNANSWERED = 16;

    private final Appender appender;

    private final AckWaits acks;
    private final int maxRecordBytes;
    private final CallCounts counts;
    private final ServerCallStreamObserver<AppendResponse> response;
    private final Consumer<AppendCall> whenEnded;
    private int unanswered;
    private int owed;
    private boolean isLast;
    private boolean stopping;
    private boolean ended;

    AppendCall(
            Appender appender,
            AckWaits acks,
            int maxRecordBytes,
            CallCounts counts,
            ServerCallStreamObserver<AppendResponse> response,
            Consumer<AppendCall> whenEnded) {
        this.appender = appender;
        this.acks = acks;
        this.maxRecordBytes = maxRecordBytes;
        this.counts = counts;
        this.response = response;
        this.whenEnded = whenEnded;
    }

    /** Begins; on the thread of the call, before that goes on. */
    void begin() {
        response.disableAutoRequest();
        response.setOnReadyHandler(this::askForMore);
        response.setOnCancelHandler(this::gone);
        response.request(MAX_UNANSWERED);
    }

    @Override
    public void onNext(AppendRequest request) {
        synchronized (this) {
            unanswered++;
        }
        counts.batch(request.getLengthsCount());
        try {
            AppendBatch batch = AppendBatch.of(request, maxRecordBytes);
            if (batch.producer().isPresent() && !appender.remembersProducers()) {
                throw new IllegalArgumentException(
                        "batch with a producer, want none: the master's store remembers no producers");
            }
            appender.append(new PendingBatch(batch, this));
        } catch (IllegalArgumentException e) {
            appender.refusedInvalid(e, Math.max(1, request.getLengthsCount()));
            answer(response(request.getNumber(), Result.INVALID).setMessage(e.getMessage()));
        } catch (QueueFullException e) {
            refused(request.getNumber(), e);
        } catch (MasterClosedException e) {
            unanswered(request.getNumber());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            unanswered(request.getNumber());
        }
    }

    @Override
    public void onCompleted() {
        synchronized (this) {
            isLast = true;
        }
        endIfAnswered();
    }

    @Override
    public void onError(Throwable failure) {
        gone();
    }

    /** Takes no more batches, and ends when those taken are answered. */
    void stop() {
        synchronized (this) {
            stopping = true;
        }
        endIfAnswered();
    }

    /** Its records are in the log, the ones named by these runs. On the appender thread. */
    void committed(AppendBatch batch, List<Run> runs, Position last) {
        Consumer<Result> answer = result -> answer(response(batch.number(), result)
                .addAllRuns(result == Result.UNKNOWN ? List.of() : runs)
                .setMessage(message(result, batch)));
        if (batch.ack() == Ack.WRITTEN) {
            answer.accept(Result.ACKNOWLEDGED);
        } else if (batch.ack() == Ack.REPLICATED) {
            acks.awaitReplicated(last, batch.replicas(), batch.replicatedWithin(), answer);
        } else {
            acks.awaitDurable(last, answer);
        }
    }

    private static String message(Result result, AppendBatch batch) {
        return switch (result) {
            case NOT_REPLICATED ->
                "durable on the master, and within "
                        + batch.replicatedWithin().toMillis() + " ms not on " + batch.replicas()
                        + " replicas that are named and run with fsync=commit";
            case UNKNOWN -> "written, but the disk did not make it durable in time";
            default -> "";
        };
    }

    /** Records of the producer before these are missing. On the appender thread. */
    void outOfOrder(AppendBatch batch, long nextSequence) {
        answer(response(batch.number(), Result.OUT_OF_ORDER)
                .setNextSequence(nextSequence)
                .setMessage("batch from sequence " + batch.sequence() + ", want " + nextSequence
                        + (nextSequence == 0 ? ": the producer is not known" : "")));
    }

    /** It is not in the log, or nobody knows. On the appender thread. */
    void refused(AppendBatch batch, Throwable reason) {
        refused(batch.number(), reason);
    }

    private void refused(long number, Throwable reason) {
        if (reason instanceof MasterClosedException) {
            unanswered(number);
            return;
        }
        if (reason instanceof MasterFaultException) {
            answer(response(number, Result.UNKNOWN).setMessage(reason.getMessage()));
            return;
        }
        boolean isBusy = reason instanceof QueueFullException || reason instanceof StoreFullException;
        answer(response(number, isBusy ? Result.BUSY : Result.REFUSED)
                .setRetryAfterMillis(isBusy ? RetryHint.MILLIS : 0)
                .setMessage(String.valueOf(reason.getMessage())));
    }

    /** The master ends before it took the batch: so does the stream, which tells that it was not taken. */
    private void unanswered(long number) {
        answer(response(number, Result.BUSY).setMessage("the master is shutting down"));
        stop();
    }

    private static AppendResponse.Builder response(long number, Result result) {
        return AppendResponse.newBuilder().setNumber(number).setResult(result);
    }

    private void answer(AppendResponse.Builder answer) {
        synchronized (this) {
            if (ended) {
                return;
            }
            counts.answered(answer.getResult());
            response.onNext(answer.build());
            unanswered--;
            owed++;
        }
        endIfAnswered();
        askForMore();
    }

    private void askForMore() {
        int more;
        synchronized (this) {
            if (ended || stopping || !response.isReady()) {
                return;
            }
            more = owed;
            owed = 0;
        }
        if (more > 0) {
            response.request(more);
        }
    }

    private void endIfAnswered() {
        synchronized (this) {
            if (ended || unanswered > 0 || !(isLast || stopping)) {
                return;
            }
            ended = true;
            if (isLast) {
                response.onCompleted();
            } else {
                response.onError(Status.UNAVAILABLE
                        .withDescription("the master is shutting down")
                        .asRuntimeException());
            }
        }
        whenEnded.accept(this);
    }

    private void gone() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        whenEnded.accept(this);
    }
}
