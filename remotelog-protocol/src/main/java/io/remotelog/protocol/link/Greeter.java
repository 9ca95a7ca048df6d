package io.remotelog.protocol.link;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.FrameDecoder;
import io.remotelog.protocol.sync.FrameEncoder;
import io.remotelog.protocol.sync.MessageType;
import io.remotelog.protocol.sync.v2.Greetings;
import io.remotelog.protocol.sync.v2.MessageDecoder;
import io.remotelog.protocol.sync.v2.MessageEncoder;

/**
 * Agrees with who has dialled on the version of the protocol, by the first frame, and hands the connection on to the link of
 * that version.
 */
final class Greeter extends SimpleChannelInboundHandler<Frame> {
    /** What a replica of version 2 says is a hello at most; acks are small. */
    private static final int MAX_CONTENT_BYTES = 64 << 10;

    private final SyncServer server;

    Greeter(SyncServer server) {
        super(false);
        this.server = server;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
        if (frame.type() == MessageType.GREETING && Greetings.isOfReplica(frame.text())) {
            frame.release();
            greet(ctx);
        } else if (server.port().token().isPresent()) {
            frame.release();
            server.strangers()
                    .turnAway(
                            ctx.channel(),
                            "it speaks version 1 of the protocol, which knows no tokens, and this master wants one");
        } else {
            // Behind this one, which the frame passes: then it goes.
            ctx.pipeline().addLast("link", new SyncLink(server, ctx.channel()));
            ctx.fireChannelRead(frame);
            ctx.pipeline().remove(this);
        }
    }

    private void greet(ChannelHandlerContext ctx) {
        String nonce = Greetings.nonce();
        ChannelFuture unused = ctx.writeAndFlush(Frame.ofText(MessageType.GREETING_REPLY, Greetings.ofMaster(nonce)));
        ChannelPipeline pipeline = ctx.pipeline();
        MessageDecoder decoder = new MessageDecoder(MAX_CONTENT_BYTES);
        MessageEncoder encoder = new MessageEncoder();
        pipeline.remove(ReadTimeoutHandler.class);
        pipeline.replace(FrameEncoder.class, "encoder", encoder);
        pipeline.replace(this, "link", new ShippingLink(server, ctx.channel(), nonce, decoder, encoder));
        // Last: what it holds of bytes goes on to the new decoder.
        pipeline.addAfter(pipeline.context(FrameDecoder.class).name(), "messages", decoder);
        pipeline.remove(FrameDecoder.class);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        server.strangers().turnAway(ctx.channel(), LinkEnd.text(LinkEnd.cause(cause)));
    }
}
