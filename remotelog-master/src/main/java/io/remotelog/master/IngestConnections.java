package io.remotelog.master;

import com.sun.management.UnixOperatingSystemMXBean;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.remotelog.protocol.link.Strangers;
import io.remotelog.protocol.security.FewLines;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of the port for applications, and whose they are: a stranger's, until a call is let in on it, then an
 * application's. A stranger has 10 s to speak HTTP/2; then it may wait with its first call, as clients do that connect before they
 * have something to send, until newer strangers need its place. Any thread.
 */
final class IngestConnections {
    /** More than at the other port: applications of one machine may have connected, and have nothing to send yet. */
    private static final int STRANGERS_PER_ADDRESS = 512;

    /** Calls of a connection that need not be an application's. */
    private static final int MAX_STRANGERS_CALLS = 16;

    /** An application's connection takes so much memory or less, without its calls' messages. */
    private static final int CONNECTION_BYTES = 32 << 10;

    /** The part of the memory that connections may take, and of the files that may be open. */
    private static final int MEMORY_SHARE = 4;

    private static final int FILES_SHARE = 2;

    private static final Attributes.Key<Connection> KEY = Attributes.Key.create("connection");

    private final Strangers strangers = new Strangers("applications", STRANGERS_PER_ADDRESS, IngestConnections::hangUp);
    private final Map<Addresses, Channel> open = new ConcurrentHashMap<>();
    private final AtomicInteger applications = new AtomicInteger();
    private final int maxApplications;
    private final FewLines lines = new FewLines();

    /**
     * Of a port to which nobody has come yet.
     *
     * @param maxApplications how many connections applications may have
     */
    IngestConnections(int maxApplications) {
        this.maxApplications = maxApplications;
    }

    /** How many connections the memory and the open files of the process are enough for. */
    static int affordable() {
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        long byMemory = Runtime.getRuntime().maxMemory() / MEMORY_SHARE / CONNECTION_BYTES;
        return (int) Math.min(Integer.MAX_VALUE, Math.min(files / FILES_SHARE, byMemory));
    }

    /** Past gRPC, which waits 10 s for the answer to a ping before it closes. */
    private static ChannelFuture hangUp(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().context(Entrance.class);
        return first == null ? channel.closeFuture() : first.close();
    }

    private record Addresses(SocketAddress local, SocketAddress remote) {}

    /** One that speaks HTTP/2. */
    private static final class Connection {
        private final Channel channel;
        private final Http2ConnectionHandler http2;
        private final AtomicInteger strangersCalls = new AtomicInteger();
        private boolean isApplications;

        Connection(Channel channel, Http2ConnectionHandler http2) {
            this.channel = channel;
            this.http2 = http2;
        }
    }

    /** For the pipeline of each connection, before all that can end it. */
    ChannelHandler handler() {
        return new Entrance();
    }

    private final class Entrance extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            Addresses addresses = new Addresses(channel.localAddress(), channel.remoteAddress());
            open.put(addresses, channel);
            channel.closeFuture().addListener(closed -> open.remove(addresses, channel));
            strangers.enter(channel);
            ctx.fireChannelActive();
        }
    }

    /** Learns which connections speak HTTP/2. */
    ServerTransportFilter filter() {
        return new ServerTransportFilter() {
            @Override
            public Attributes transportReady(Attributes attributes) {
                Channel channel = open.get(new Addresses(
                        attributes.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR),
                        attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
                if (channel == null) {
                    // It has ended.
                    return attributes;
                }
                strangers.spoke(channel);
                Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
                return attributes.toBuilder()
                        .set(KEY, new Connection(channel, http2))
                        .build();
            }
        };
    }

    /** For services whose calls were let in: behind what lets them in. */
    ServerInterceptor ofApplications() {
        return new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                Connection connection = call.getAttributes().get(KEY);
                if (connection == null || !isApplications(connection)) {
                    return refuse(
                            call,
                            "the master has " + maxApplications
                                    + " connections of applications, which is all that it can"
                                    + " afford: want fewer, or more memory or open files for it");
                }
                IngestCall.current().ofApplication(stream(connection));
                return next.startCall(call, headers);
            }
        };
    }

    /** For services that anybody may call. */
    ServerInterceptor ofAnybody() {
        return new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                Connection connection = call.getAttributes().get(KEY);
                if (connection == null || connection.strangersCalls.get() >= MAX_STRANGERS_CALLS) {
                    return refuse(
                            call,
                            "more than " + MAX_STRANGERS_CALLS + " calls of this service at a time on a connection");
                }
                connection.strangersCalls.incrementAndGet();
                IngestCall.current().ofStranger(stream(connection), connection.strangersCalls::decrementAndGet);
                return next.startCall(call, headers);
            }
        };
    }

    private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, String reason) {
        call.close(Status.UNAVAILABLE.withDescription(reason), RetryHint.trailers());
        return new ServerCall.Listener<>() {};
    }

    /** On the connection's thread. */
    private boolean isApplications(Connection connection) {
        if (connection.isApplications) {
            return true;
        }
        if (applications.incrementAndGet() > maxApplications) {
            applications.decrementAndGet();
            return false;
        }
        connection.isApplications = true;
        connection.channel.closeFuture().addListener(closed -> applications.decrementAndGet());
        strangers.leave(connection.channel);
        return true;
    }

    private CallStream stream(Connection connection) {
        // Calls begin on their connection's thread, while it reads their headers: theirs is the newest stream.
        return new CallStream(
                connection.channel, connection.http2.connection().remote().lastStreamCreated(), lines);
    }
}
