package io.remotelog.master;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.remotelog.protocol.security.FewLines;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/2 stream of a call, which can be ended though its client takes nothing. Any thread.
 *
 * <p>gRPC sends the end of a call behind all that was given to it before, and keeps that as long as the client does not take
 * it. Here what was not sent yet is dropped, and the client gets the reason in its place: the end of a stream needs no
 * flow-control window.
 */
final class CallStream {
    private static final Logger LOG = LoggerFactory.getLogger(CallStream.class);
    private static final Context.Key<CallStream> KEY = Context.key("http2-stream");

    /** Of a call that has no stream: it ends as gRPC does it. */
    static final CallStream NONE = new CallStream(null, 0, new FewLines());

    private final Channel channel;
    private final int id;
    private final FewLines lines;

    private CallStream(Channel channel, int id, FewLines lines) {
        this.channel = channel;
        this.id = id;
        this.lines = lines;
    }

    /** Of the call that is under way on this thread. */
    static CallStream current() {
        CallStream current = KEY.get();
        return current == null ? NONE : current;
    }

    /** Ends the call, if it has not ended: drops what was not sent. */
    void cutOff(Status status) {
        if (channel != null) {
            if (lines.mayTell(channel.remoteAddress())) {
                LOG.warn(
                        "port for applications: call of {} ended: {}",
                        channel.remoteAddress(),
                        status.getDescription());
            }
            // After what the caller gave to gRPC, which goes there in the same way.
            channel.eventLoop().execute(() -> end(status));
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
        Http2Headers trailers = new DefaultHttp2Headers()
                .add("grpc-status", Integer.toString(status.getCode().value()))
                .add("grpc-message", status.getDescription());
        // Past the encoder, whose queue it would wait in.
        ChannelFuture unused = http2.encoder().frameWriter().writeHeaders(ctx, id, trailers, 0, true, ctx.newPromise());
        // At once, which drops what waits: the connection may never take the trailers.
        http2.closeStream(stream, ctx.newSucceededFuture());
        ctx.flush();
    }

    /** Knows the connections of a port, and which stream of them a call is. */
    @ChannelHandler.Sharable
    static final class Connections extends ChannelInboundHandlerAdapter implements ServerInterceptor {
        private final Map<Addresses, Channel> open = new ConcurrentHashMap<>();
        private final FewLines lines = new FewLines();

        private record Addresses(SocketAddress local, SocketAddress remote) {}

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            Addresses addresses = new Addresses(channel.localAddress(), channel.remoteAddress());
            open.put(addresses, channel);
            channel.closeFuture().addListener(closed -> open.remove(addresses, channel));
            ctx.fireChannelActive();
        }

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            Context context = Context.current().withValue(KEY, stream(call));
            return Contexts.interceptCall(context, call, headers, next);
        }

        private CallStream stream(ServerCall<?, ?> call) {
            Channel channel = open.get(new Addresses(
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR),
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
            if (channel == null || !channel.eventLoop().inEventLoop()) {
                return NONE;
            }
            Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
            // Calls begin on their connection's thread, while it reads their headers: theirs is the newest stream.
            return http2 == null
                    ? NONE
                    : new CallStream(channel, http2.connection().remote().lastStreamCreated(), lines);
        }
    }
}
