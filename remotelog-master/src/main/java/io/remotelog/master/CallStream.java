package io.remotelog.master;

import io.grpc.Status;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.remotelog.protocol.security.FewLines;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/2 stream of a call, which can be ended though its client takes nothing, or goes on sending. Any thread.
 *
 * <p>gRPC sends the end of a call behind all that was given to it before, and keeps that as long as the client does not take
 * it. Here what was not sent yet is dropped, and the client gets the reason in its place: the end of a stream needs no
 * flow-control window.
 */
final class CallStream {
    private static final Logger LOG = LoggerFactory.getLogger(CallStream.class);
    /** Of a call that has none, so it cannot be cut off. */
    static final CallStream NONE = new CallStream(null, 0, new FewLines());

    private final Channel channel;
    private final int id;
    private final FewLines lines;

    CallStream(Channel channel, int id, FewLines lines) {
        this.channel = channel;
        this.id = id;
        this.lines = lines;
    }

    /** Ends the call, if it has not ended: drops what was not sent. */
    void cutOff(Status status) {
        cutOff(status, () -> true);
    }

    /**
     * Ends the call, if it has not ended, and there still is a reason to.
     *
     * @param stillWanted is asked on the connection's thread
     */
    void cutOff(Status status, BooleanSupplier stillWanted) {
        if (channel != null) {
            // After what the caller gave to gRPC, which goes there in the same way.
            channel.eventLoop().execute(() -> {
                if (stillWanted.getAsBoolean()) {
                    end(status);
                }
            });
        }
    }

    private void end(Status status) {
        ChannelHandlerContext ctx = channel.pipeline().context(Http2ConnectionHandler.class);
        if (ctx == null) {
            return;
        }
        Http2ConnectionHandler http2 = (Http2ConnectionHandler) ctx.handler();
        Http2Stream stream = http2.connection().stream(id);
        if (stream == null) {
            return;
        }
        if (lines.mayTell(channel.remoteAddress())) {
            LOG.warn("port for applications: call of {} ended: {}", channel.remoteAddress(), status.getDescription());
        }
        Http2Headers trailers = new DefaultHttp2Headers()
                .add("grpc-status", Integer.toString(status.getCode().value()))
                .add("grpc-message", status.getDescription())
                .add(RetryHint.KEY.name(), Integer.toString(RetryHint.MILLIS));
        // Past the encoder, whose queue it would wait in.
        ChannelFuture unused = http2.encoder().frameWriter().writeHeaders(ctx, id, trailers, 0, true, ctx.newPromise());
        try {
            // For gRPC as if the client had ended it: of the end of a stream alone it learns nothing, and keeps what
            // came.
            http2.decoder().frameListener().onRstStreamRead(ctx, id, Http2Error.CANCEL.code());
        } catch (Http2Exception e) {
            http2.onError(ctx, false, e);
        }
        // At once, which drops what waits: the connection may never take the trailers.
        http2.closeStream(stream, ctx.newSucceededFuture());
        ctx.flush();
    }
}
