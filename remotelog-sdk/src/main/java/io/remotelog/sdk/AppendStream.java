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

/**
 * One Append over a connection of its own. One thread sends; what comes is handed on by the network's threads.
 *
 * <p>Nothing is sent before there is a connection, or before most of what was sent has left: gRPC would keep it, without a bound.
 */
final class AppendStream extends ClientCall.Listener<AppendResponse> {
    /** In bytes that are not written: one batch of the usual length can wait while another one leaves. */
    private static final int READY_BELOW_BYTES = 256 << 10;

    private final ManagedChannel channel;
    private final ClientCall<AppendRequest, AppendResponse> call;
    private final Listener listener;
    private volatile boolean connected;
    private volatile boolean trailersArrived;

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

    private AppendStream(ManagedChannel channel, boolean compressed, Listener listener) {
        this.channel = channel;
        this.listener = listener;
        CallOptions options = CallOptions.DEFAULT
                .withOnReadyThreshold(READY_BELOW_BYTES)
                .withStreamTracerFactory(new ClientStreamTracer.Factory() {
                    @Override
                    public ClientStreamTracer newClientStreamTracer(
                            ClientStreamTracer.StreamInfo info, Metadata headers) {
                        return new Tracer();
                    }
                });
        this.call = channel.newCall(
                RemoteLogGrpc.getAppendMethod(), compressed ? options.withCompression("gzip") : options);
    }

    /**
     * Dials and calls.
     *
     * @param unanswered how many requests may be without an answer
     */
    static AppendStream start(ManagedChannel channel, boolean compressed, int unanswered, Listener listener) {
        AppendStream stream = new AppendStream(channel, compressed, listener);
        stream.call.start(stream, new Metadata());
        stream.call.setMessageCompression(compressed);
        stream.call.request(unanswered);
        return stream;
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Whether a connection has the call. */
    boolean isConnected() {
        return connected;
    }

    /** Whether a request is sent at once, or nearly so. */
    boolean isReady() {
        return connected && call.isReady();
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

    /** Ends it, and its connection. */
    void close() {
        call.cancel("given up", null);
        channel.shutdownNow();
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
