package io.remotelog.protocol.security;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/**
 * On the side that listens: hides a connection from the handlers behind it until its handshake is done, so that strangers
 * cost nothing there. One whose handshake fails they never see. Runs on the channel's thread.
 */
final class HandshakeGate extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        // Told when the handshake is done.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            ctx.pipeline().remove(this);
            ctx.fireChannelActive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The handshake failed: whoever watches it knows, and the connection is closed already.
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // Nobody behind knew of it.
    }
}
