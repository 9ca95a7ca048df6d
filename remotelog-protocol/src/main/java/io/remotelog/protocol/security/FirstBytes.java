package io.remotelog.protocol.security;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.util.function.BiConsumer;

/**
 * Tells by the first bytes of a connection whether they are TLS's, ends it if that is not what is spoken here, and then
 * watches the handshake. Leaves the pipeline after that. Runs on the channel's thread.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
    /** The type of a TLS record that begins a handshake. */
    private static final int HANDSHAKE = 0x16;

    /** Behind it: the version's first byte, another one, two of length; then the type of the message. */
    private static final int MAJOR_VERSION = 3;

    private static final int CLIENT_HELLO_AT = 5;
    private static final int CLIENT_HELLO = 1;

    private final boolean tls;
    private final BiConsumer<SocketAddress, String> refused;

    FirstBytes(boolean tls, BiConsumer<SocketAddress, String> refused) {
        this.tls = tls;
        this.refused = refused;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        if (!(read instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ctx.fireChannelRead(read);
            return;
        }
        if (tls && bytes.getUnsignedByte(bytes.readerIndex()) != HANDSHAKE) {
            end(ctx, bytes, "it sent plain bytes, and this port speaks TLS: the other side needs --tls");
        } else if (!tls && beginsTls(bytes)) {
            end(ctx, bytes, "it speaks TLS, and this port does not: want --tls-cert and --tls-key here");
        } else {
            SslHandler handshake = ctx.pipeline().get(SslHandler.class);
            if (handshake != null) {
                SocketAddress from = ctx.channel().remoteAddress();
                handshake.handshakeFuture().addListener(done -> {
                    if (!done.isSuccess()) {
                        refused.accept(from, "TLS handshake failed: " + TlsFailures.text(done.cause()));
                    }
                });
            }
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(bytes);
        }
    }

    /** A ClientHello comes in one piece; plain bytes like it would be of a send flag that begins so, and of a type unknown. */
    private static boolean beginsTls(ByteBuf bytes) {
        int at = bytes.readerIndex();
        return bytes.readableBytes() > CLIENT_HELLO_AT
                && bytes.getUnsignedByte(at) == HANDSHAKE
                && bytes.getUnsignedByte(at + 1) == MAJOR_VERSION
                && bytes.getUnsignedByte(at + CLIENT_HELLO_AT) == CLIENT_HELLO;
    }

    private void end(ChannelHandlerContext ctx, ByteBuf bytes, String reason) {
        ReferenceCountUtil.release(bytes);
        refused.accept(ctx.channel().remoteAddress(), reason);
        ChannelFuture unused = ctx.close();
    }
}
