package io.remotelog.sdk;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.remotelog.protocol.ingest.AppLogRequest;
import io.remotelog.protocol.ingest.AppLogResponse;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One record on its way by a call of its own: starts the call, watches how far it gets, and tells what became of it, once.
 *
 * <p>A record counts as sent as soon as a connection was given it, not when its bytes have left: what waits in front of a
 * stalled socket may leave, whole, after the call was given up.
 */
final class SendCall extends ClientCall.Listener<AppLogResponse> {
    /** In bytes that are not written: {@link #onReady()} comes when there is none. */
    private static final int READY_WHEN_ALL_IS_WRITTEN = 1;

    private final Channel channel;
    private final MethodDescriptor<AppLogRequest, AppLogResponse> method;
    private final AppLogRequest request;
    private final Deadline deadline;
    private final Verdict verdict;
    private final Outbox outbox;
    private final End end;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile boolean given;
    private volatile boolean trailersArrived;
    private volatile boolean cancelled;
    private volatile ClientCall<AppLogRequest, AppLogResponse> started;
    private boolean finished;
    private boolean cameBackUnsent;
    private AppLogResponse response;

    /** Owned by {@link Outbox}, under its lock. */
    boolean passed;

    /** Owned by {@link Outbox}, under its lock. */
    boolean holdsUp;

    /** Is told what became of the record: one of the two is null. */
    interface End {
        void settled(Receipt receipt, SendException failure);
    }

    SendCall(Channel channel, AppLogRequest request, Deadline deadline, Verdict verdict, Outbox outbox, End end) {
        this.channel = channel;
        this.method = Route.of(request.getDataType());
        this.request = request;
        this.deadline = deadline;
        this.verdict = verdict;
        this.outbox = outbox;
        this.end = end;
    }

    /** Starts the call. It tells the outbox when the next one may start. */
    void start() {
        if (cancelled || deadline.isExpired()) {
            settleStarted(null, verdict.neverStarted(cancelled));
            return;
        }
        dial();
    }

    private void dial() {
        ClientCall<AppLogRequest, AppLogResponse> call;
        do {
            call = newCall();
            call.start(this, new Metadata());
            call.request(2);
            call.sendMessage(request);
        } while (!started(call));
        if (cancelled) {
            cancelStarted(call);
        } else {
            finishOnceWritten();
        }
    }

    private ClientCall<AppLogRequest, AppLogResponse> newCall() {
        CallOptions options = CallOptions.DEFAULT
                .withDeadline(deadline)
                .withWaitForReady()
                .withOnReadyThreshold(READY_WHEN_ALL_IS_WRITTEN)
                .withStreamTracerFactory(new ClientStreamTracer.Factory() {
                    @Override
                    public ClientStreamTracer newClientStreamTracer(
                            ClientStreamTracer.StreamInfo info, Metadata headers) {
                        return new Tracer();
                    }
                });
        return channel.newCall(method, options);
    }

    /** Keeps the call, unless it has come back unsent already and another one is wanted. */
    private synchronized boolean started(ClientCall<AppLogRequest, AppLogResponse> call) {
        if (cameBackUnsent) {
            cameBackUnsent = false;
            return false;
        }
        started = call;
        return true;
    }

    @Override
    public void onReady() {
        finishOnceWritten();
    }

    /** Ends the request once its message is on the wire, and lets the next call start. */
    private void finishOnceWritten() {
        ClientCall<AppLogRequest, AppLogResponse> call = started;
        // Before there is a message the call is ready, too.
        if (call == null || !call.isReady()) {
            return;
        }
        synchronized (this) {
            if (finished || cancelled) {
                return;
            }
            finished = true;
            call.halfClose();
        }
        outbox.passed(this);
    }

    /** Gives up; the record then fails, unless the answer came first. Any thread. */
    void cancel() {
        synchronized (this) {
            cancelled = true;
        }
        if (outbox.withdraw(this)) {
            // No other thread has it any more.
            end.settled(null, verdict.neverStarted(true));
            return;
        }
        ClientCall<AppLogRequest, AppLogResponse> call = started;
        if (call != null) {
            cancelStarted(call);
        }
    }

    private static void cancelStarted(ClientCall<?, ?> call) {
        call.cancel("the sending thread was interrupted", null);
    }

    @Override
    public void onMessage(AppLogResponse message) {
        response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (status.isOk() && response != null && response.getErrCode() == 0) {
            settleStarted(Receipt.of(response.getData()), null);
        } else if (status.isOk() && response != null) {
            settleStarted(null, verdict.refused(response));
        } else if (!isDialledAgain(status)) {
            settleStarted(null, verdict.failed(status, given, trailersArrived, response != null));
        }
    }

    /**
     * Dials again if the connection was closing when it was given the call, and nothing of the request left. The records
     * behind this one were not started yet, so it keeps its place.
     */
    private boolean isDialledAgain(Status status) {
        synchronized (this) {
            if (finished || cancelled || trailersArrived || deadline.isExpired() || !Verdict.isUnsent(status)) {
                return false;
            }
            given = false;
            if (started == null) {
                // The thread that started it is not through with it, and goes on.
                cameBackUnsent = true;
                return true;
            }
            started = null;
        }
        dial();
        return true;
    }

    /** Settles a call that the outbox has let go. */
    private void settleStarted(Receipt receipt, SendException failure) {
        if (settled.compareAndSet(false, true)) {
            outbox.ended(this);
            end.settled(receipt, failure);
        }
    }

    private final class Tracer extends ClientStreamTracer {
        @Override
        public void streamCreated(Attributes transportAttributes, Metadata headers) {
            given = true;
        }

        @Override
        public void inboundTrailers(Metadata trailers) {
            trailersArrived = true;
        }
    }
}
