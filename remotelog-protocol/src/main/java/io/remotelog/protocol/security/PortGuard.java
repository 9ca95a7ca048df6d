package io.remotelog.protocol.security;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection to a port has to pass before the port's protocol sees it. Who does not pass is told of in one line, of
 * which there are few however many come ({@link FewLines}). Any thread.
 */
public final class PortGuard {
    /** A peer that is no friend holds a connection for so long at most. */
    static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(PortGuard.class);

    private final String port;
    private final Optional<ReloadingSslContext> tls;
    private final Duration handshakeTimeout;
    private final FewLines lines = new FewLines();

    /**
     * Guards a port.
     *
     * @param port whose it is, for the log, such as {@code replicas}
     * @param tls empty: connections are plain
     */
    public PortGuard(String port, Optional<ReloadingSslContext> tls) {
        this(port, tls, HANDSHAKE_TIMEOUT);
    }

    PortGuard(String port, Optional<ReloadingSslContext> tls, Duration handshakeTimeout) {
        this.port = port;
        this.tls = tls;
        this.handshakeTimeout = handshakeTimeout;
    }

    /**
     * Puts what guards a new connection at the end of its pipeline. The handlers behind it learn of the connection
     * ({@code channelActive}) when its handshake is done; of one whose handshake fails they learn nothing.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(firstBytes());
        if (tls.isPresent()) {
            SslHandler handler = tls.get().newHandler(pipeline.channel().alloc());
            handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
            pipeline.addLast(handler, new HandshakeGate());
        }
    }

    /** The part of it that looks at the first bytes; for a protocol that puts its own {@link SslHandler} behind it. */
    public ChannelHandler firstBytes() {
        return new FirstBytes(tls.isPresent(), this::refused);
    }

    private void refused(SocketAddress from, String reason) {
        if (lines.mayTell(from)) {
            LOG.warn("port for {}: connection of {} ended: {}", port, from, reason);
        } else {
            LOG.debug("port for {}: connection of {} ended: {}", port, from, reason);
        }
    }
}
