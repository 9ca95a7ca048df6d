package io.remotelog.sdk;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.remotelog.protocol.v1.AppendRequest;
import io.remotelog.protocol.v1.AppendResponse;
import io.remotelog.protocol.v1.RemoteLogGrpc;
import java.util.function.Supplier;

/**
 * One Append over a connection of its own. One thread sends; what comes is handed on by the network's threads.
 *
 * <p>It is dialled on a thread of its own: to load the network's classes can take a second, in which the one that sends has records to
 * put away.
 *
 * <p>Nothing is sent before there is a connection, or before most of what was sent has left: gRPC would keep it, without a bound.
 */
final class AppendStream extends ClientCall.Listener<AppendResponse> {
    /** In bytes that are not written: one batch of the usual length can wait while another one leaves. */
    private static final int READY_BELOW_BYTES = 256 << 10;

    private final Listener listener;

    /** Absent until it is made. */
    private volatile ManagedChannel channel;

    /** Absent until it is started. */
    private volatile ClientCall<AppendRequest, AppendResponse> call;

    private volatile boolean connected;
    private volatile boolean trailersArrived;

    private volatile boolean closed;

    /** Is told what comes, on the network's threads; must not block. */
    interface Listener {
        /** It may be ready. */
        void ready();

        void answered(AppendResponse response);

        /**
         * The last that is told.
         *
         * @param fromMaster whether the status came over the connection; otherwise gRPC found it here
         */
        void ended(Status status, boolean fromMaster);
    }

    private AppendStream(Listener listener) {
        this.listener = listener;
    }

    /**
     * Has it dialled and called, and does not wait for that.
     *
     * @param unanswered how many requests may be without an answer
     */
    static AppendStream start(
            Supplier<ManagedChannel> channels, boolean compressed, int unanswered, Listener listener) {
        AppendStream stream = new AppendStream(listener);
        Thread dialling = new Thread(() -> stream.dial(channels, compressed, unanswered), "remotelog-dial");
        dialling.setDaemon(true);
        dialling.start();
        return stream;
    }

    private void dial(Supplier<ManagedChannel> channels, boolean compressed, int unanswered) {
        try {
            channel = channels.get();
            CallOptions options = CallOptions.DEFAULT
                    .withOnReadyThreshold(READY_BELOW_BYTES)
                    .withStreamTracerFactory(new ClientStreamTracer.Factory() {
                        @Override
                        public ClientStreamTracer newClientStreamTracer(
                                ClientStreamTracer.StreamInfo info, Metadata headers) {
                            return new Tracer();
                        }
                    });
            ClientCall<AppendRequest, AppendResponse> started = channel.newCall(
                    RemoteLogGrpc.getAppendMethod(), compressed ? options.withCompression("gzip") : options);
            started.start(this, new Metadata());
            started.setMessageCompression(compressed);
            started.request(unanswered);
            call = started;
        } catch (RuntimeException | Error e) {
            listener.ended(Status.INTERNAL.withDescription("cannot dial: " + e).withCause(e), false);
        }
        if (closed) {
            giveUp();
        } else {
            // The connection may have been ready before there was a call to be asked for it.
            listener.ready();
        }
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Whether a connection has the call. */
    boolean isConnected() {
        return connected && call != null;
    }

    /** Whether a request is sent at once, or nearly so. */
    boolean isReady() {
        return isConnected() && call.isReady();
    }

    void send(AppendRequest request) {
        call.sendMessage(request);
    }

    /** Asks for one answer more: an answer was taken in. */
    void request() {
        call.request(1);
    }

    /** Says that nothing more comes. */
    void halfClose() {
        call.halfClose();
    }

    /** Ends it, and its connection; if it is being dialled still, as soon as that is done. */
    void close() {
        closed = true;
        giveUp();
    }

    private void giveUp() {
        if (call != null) {
            call.cancel("given up", null);
        }
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    @Override
    public void onReady() {
        listener.ready();
    }

    @Override
    public void onMessage(AppendResponse response) {
        listener.answered(response);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        listener.ended(status, trailersArrived);
    }

    private final class Tracer extends ClientStreamTracer {
        @Override
        public void streamCreated(Attributes transportAttributes, Metadata headers) {
            connected = true;
        }

        @Override
        public void inboundTrailers(Metadata trailers) {
            trailersArrived = true;
        }
    }
}
