package io.remotelog.protocol.security;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;

/**
 * On the side that dials: shows a connection to the handlers behind it when its handshake is done. If that fails they get
 * one exception, an {@link IOException} that says why, and the end of the connection. Runs on the channel's thread.
 */
public final class DialledTls extends ChannelInboundHandlerAdapter {
    private final String peer;
    private boolean failed;

    private DialledTls(String peer) {
        this.peer = peer;
    }

    /** Puts TLS at the end of the pipeline; the certificate must be for this host, a name or an address. */
    public static void addTo(ChannelPipeline pipeline, ReloadingSslContext tls, String host, int port) {
        SslHandler handler = tls.newHandler(pipeline.channel().alloc(), host, port);
        handler.setHandshakeTimeoutMillis(PortGuard.HANDSHAKE_TIMEOUT.toMillis());
        pipeline.addLast(handler, new DialledTls(host + " port " + port));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Told when the handshake is done.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            ctx.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            ctx.fireChannelActive();
        } else {
            failed = true;
            ctx.fireExceptionCaught(failure(handshake.cause()));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!failed) {
            failed = true;
            // Also after the handshake: that is when a client learns that its certificate is refused.
            ctx.fireExceptionCaught(TlsFailures.find(cause).isPresent() ? failure(cause) : cause);
        }
    }

    private IOException failure(Throwable cause) {
        return new IOException("TLS with " + peer + " failed: " + TlsFailures.text(cause), cause);
    }
}
